import type { Title } from '#contract/title'
import type { MediaOutcome } from '../../client/couchlink-tv.ts'
import { goHome } from './home.ts'
import { PACE } from './pace.ts'
import type { HomeNote, HomeScreen, PlayerScreen } from './screen.ts'
import type { Effect, Key, State, Step, VideoEvent } from './state.ts'
import { after, show, stay, stop } from './state.ts'

/** How far one press goes. Seconds. */
const STEP = { arrow: 10, key: 30 } as const

/** A jump does not lead to the very end, where it could not be taken back. */
const BEFORE_END_SECONDS = 1

export function openPlayer(state: State, { account }: HomeScreen, title: Title): Step {
  const screen: PlayerScreen = {
    name: 'player',
    account,
    title,
    media: null,
    arrived: false,
    paused: false,
    stalled: true,
    at: 0,
    lengthSeconds: null,
    seeking: null,
    from: { seconds: 0, jumps: 0 },
    controls: true,
    captions: null,
    captionsMissing: false,
  }
  const effects: Effect[] = [{ do: 'media', titleId: title.id }, after('controls', PACE.controls)]
  return show(state, screen, ...stop('fresh', 'note', 'settle'), ...effects)
}

export function onMedia(state: State, titleId: string, outcome: MediaOutcome): Step {
  const { screen } = state
  if (screen.name !== 'player' || screen.title.id !== titleId || screen.media) return stay(state)
  switch (outcome.kind) {
    case 'media':
      return show(state, { ...screen, media: outcome.media, captionsMissing: false })
    case 'gone':
      // What is on the home screen is older than what there is.
      return goHomeAsking(state, 'videoGone', 'catalogue')
    case 'not_bound':
      // Hello knows better, and if it says otherwise nobody waits here for a video.
      return goHomeAsking(state, 'videoNetwork', 'hello')
    case 'unreachable':
    case 'refused':
      return goHome(state, { settling: true, note: 'videoNetwork' })
  }
}

/** Leaves the player, and asks the server for what it knows better. */
function goHomeAsking(state: State, note: HomeNote, effect: 'hello' | 'catalogue'): Step {
  const step = goHome(state, { settling: true, note })
  step.effects.push({ do: effect })
  return step
}

export function onVideo(state: State, event: VideoEvent): Step {
  const { screen } = state
  if (screen.name !== 'player') return stay(state)
  switch (event.what) {
    case 'time':
      return show(state, {
        ...screen,
        at: event.at,
        lengthSeconds: event.lengthSeconds,
        // What an element still shows while another address is asked for does not speak for that one.
        arrived: screen.arrived || (screen.media !== null && event.at > screen.from.seconds),
      })
    case 'playing':
      return show(state, { ...screen, stalled: false })
    case 'stalled':
      return show(state, { ...screen, stalled: true })
    case 'ended':
      return goHome(state, { settling: true })
    case 'noCaptions':
      return show(state, { ...screen, captionsMissing: screen.captions !== null })
    case 'failed':
      // Whoever asks already is not made to ask again by what is left of the old address.
      if (!screen.media) return stay(state)
      return event.why === 'videoNetwork' && screen.arrived
        ? resume(state, screen)
        : goHome(state, { settling: true, note: event.why })
  }
}

/** Its address may have ended, which is short-lived: it is asked for anew, as long as each one has brought the video further. */
function resume(state: State, screen: PlayerScreen): Step {
  const from = { seconds: screen.at, jumps: screen.from.jumps + 1 }
  const waiting: PlayerScreen = { ...screen, media: null, arrived: false, stalled: true, from }
  return show(state, waiting, { do: 'media', titleId: screen.title.id })
}

export function onPlayerKey(state: State, screen: PlayerScreen, key: Key, repeat: boolean): Step {
  switch (key) {
    case 'left':
      return seek(state, screen, -STEP.arrow)
    case 'right':
      return seek(state, screen, STEP.arrow)
    case 'rewind':
      return seek(state, screen, -STEP.key)
    case 'forward':
      return seek(state, screen, STEP.key)
    default:
      return repeat ? stay(state) : onPlayerPress(state, screen, key)
  }
}

function onPlayerPress(state: State, screen: PlayerScreen, key: Key): Step {
  switch (key) {
    case 'back':
    case 'stop':
      return goHome(state, { settling: true })
    case 'play':
      return pause(state, screen, false)
    case 'pause':
      return pause(state, screen, true)
    case 'enter':
    case 'playPause':
      return screen.seeking === null ? pause(state, screen, !screen.paused) : jump(state, screen)
    case 'up':
      return nextCaptions(state, screen)
    case 'down':
      return screen.controls && !screen.paused
        ? hideControls(state, screen)
        : withControls(state, screen)
    default:
      return withControls(state, screen)
  }
}

/** The time line goes away by itself, except while the picture stands still by itself or by somebody's wish. */
export function hideControls(state: State, screen: PlayerScreen): Step {
  return show(state, { ...screen, controls: false }, ...stop('controls'))
}

/** A remote that points has chosen a place on the time line. Seconds. */
export function seekTo(state: State, seconds: number): Step {
  const { screen } = state
  if (screen.name !== 'player' || screen.lengthSeconds === null) return stay(state)
  const last = Math.max(0, screen.lengthSeconds - BEFORE_END_SECONDS)
  return jump(state, { ...screen, seeking: Math.min(last, Math.max(0, seconds)) })
}

/** Takes the picture to where the person has been choosing. */
export function jump(state: State, screen: PlayerScreen): Step {
  if (screen.seeking === null) return stay(state)
  const from = { seconds: screen.seeking, jumps: screen.from.jumps + 1 }
  const jumped: PlayerScreen = { ...screen, seeking: null, at: screen.seeking, from }
  const step = withControls(state, jumped)
  step.effects.push(...stop('seek'))
  return step
}

function pause(state: State, screen: PlayerScreen, paused: boolean): Step {
  return withControls(state, { ...screen, paused })
}

function withControls(state: State, screen: PlayerScreen): Step {
  const shown = { ...screen, controls: true }
  return show(
    state,
    shown,
    ...(screen.paused ? stop('controls') : [after('controls', PACE.controls)]),
  )
}

function seek(state: State, screen: PlayerScreen, by: number): Step {
  const { lengthSeconds } = screen
  if (lengthSeconds === null) return withControls(state, screen)
  const last = Math.max(0, lengthSeconds - BEFORE_END_SECONDS)
  const to = Math.min(last, Math.max(0, (screen.seeking ?? screen.at) + by))
  const step = withControls(state, { ...screen, seeking: to })
  step.effects.push(after('seek', PACE.seek))
  return step
}

/** None, then each in turn. */
function nextCaptions(state: State, screen: PlayerScreen): Step {
  const many = screen.media?.captions.length ?? 0
  const next = screen.captions === null ? 0 : screen.captions + 1
  const captions = next < many ? next : null
  return withControls(state, { ...screen, captions, captionsMissing: false })
}
