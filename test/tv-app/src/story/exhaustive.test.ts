import { describe, expect, it } from 'vitest'

import { MAX_RENEWALS } from '../../../../tv-app/src/story/pace.ts'
import type { Screen } from '../../../../tv-app/src/story/screen.ts'
import type { Key, StoryEvent, TimerName, VideoEvent } from '../../../../tv-app/src/story/state.ts'
import { step } from '../../../../tv-app/src/story.ts'
import { events, packaged, rails, samsung, screens } from '../../story.states.ts'
import { on } from '../../story.steps.ts'

// The compiler sees to it that these are all there are.
const TYPES: Record<StoryEvent['type'], true> = {
  hello: true,
  link: true,
  match: true,
  goodbye: true,
  catalogue: true,
  media: true,
  nudge: true,
  line: true,
  wake: true,
  key: true,
  focus: true,
  choose: true,
  switchAccount: true,
  seekTo: true,
  video: true,
  timer: true,
}
const KEYS: Record<Key, true> = {
  back: true,
  enter: true,
  left: true,
  right: true,
  up: true,
  down: true,
  play: true,
  pause: true,
  playPause: true,
  stop: true,
  rewind: true,
  forward: true,
  other: true,
  1: true,
  2: true,
  3: true,
  4: true,
  5: true,
  6: true,
  7: true,
  8: true,
  9: true,
}
const TIMERS: Record<TimerName, true> = {
  hello: true,
  renew: true,
  ending: true,
  note: true,
  screen: true,
  fresh: true,
  settle: true,
  retry: true,
  catalogue: true,
  seek: true,
  controls: true,
}
const VIDEO: Record<VideoEvent['what'], true> = {
  time: true,
  playing: true,
  stalled: true,
  ended: true,
  failed: true,
  noCaptions: true,
}
const SCREENS: Record<Screen['name'], true> = {
  booting: true,
  link: true,
  opened: true,
  match: true,
  welcome: true,
  home: true,
  player: true,
  leaving: true,
  'signing-out': true,
  offline: true,
  problem: true,
  exiting: true,
}

/** What the listed events say of themselves, for those that do. */
function listed(of: (event: StoryEvent) => string | false): string[] {
  return [...new Set(events.map(of))].filter((one) => one !== false).sort()
}

const namesOf = (all: object) => Object.keys(all).sort()

describe('the tests of every event in every state', () => {
  it('leave out no kind of event, no key, no timer and no screen', () => {
    expect(listed(({ type }) => type)).toEqual(namesOf(TYPES))
    expect(listed((event) => event.type === 'key' && event.key)).toEqual(namesOf(KEYS))
    expect(listed((event) => event.type === 'timer' && event.name)).toEqual(namesOf(TIMERS))
    expect(listed((event) => event.type === 'video' && event.what)).toEqual(namesOf(VIDEO))
    const shown = Object.values(screens).map(({ name }) => name)
    expect([...new Set<string>(shown)].sort()).toEqual(namesOf(SCREENS))
  })
})

/** What of a screen cannot be drawn. */
function faultsOf(screen: Screen): string[] {
  const faults: string[] = []
  const check = (isRight: boolean, what: string) => !isRight && faults.push(what)
  check(screen.name in SCREENS, `there is no screen "${screen.name}"`)
  if ('renewals' in screen) check(screen.renewals <= MAX_RENEWALS, 'renewed too often')
  switch (screen.name) {
    case 'link':
      check(screen.endsInSeconds === null || screen.link !== null, 'an end without a code')
      break
    case 'match':
      check(/^[1-9]{0,3}$/.test(screen.typed), `typed "${screen.typed}"`)
      check((screen.answer === 'typing') === screen.typed.length < 3, 'a number of another length')
      break
    case 'player': {
      const { seeking, lengthSeconds, at, media, captions } = screen
      const last = lengthSeconds ?? 0
      check(seeking === null || (seeking >= 0 && seeking <= last), `looks for ${seeking}`)
      check(at >= 0, `stands at ${at}`)
      check(captions === null || captions < (media?.captions.length ?? 0), 'captions of no media')
      break
    }
    case 'signing-out':
      check(screen.asking ? screen.secondsLeft === 0 : screen.secondsLeft > 0, 'counts wrongly')
  }
  return faults
}

describe('every event in every state of', () => {
  it.each([
    ['a TV whose line is up', {}],
    ['one without a line', { line: false }],
    ['one whose server is away', { reachable: false, tries: 3 }],
    ['a package of a store', { habits: packaged }],
    ['a package of a store that asks first', { habits: samsung }],
    ['one that has its titles', { rails }],
  ])('%s gives one that can be drawn', (_tv, rest) => {
    for (const name of Object.keys(screens)) {
      for (const event of events) {
        const { state } = step(on(name, rest), event)
        expect(faultsOf(state.screen), `${name}: ${JSON.stringify(event)}`).toEqual([])
      }
    }
  })
})
