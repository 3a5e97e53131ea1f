import type { Failure, Link, LinkOutcome } from '../../client/couchlink-tv.ts'
import { goHome } from './home.ts'
import { backOff, MAX_RENEWALS, nextHello, PACE } from './pace.ts'
import type {
  CodeScreen,
  ExitingScreen,
  LinkNote,
  LinkScreen,
  ProblemReason,
  Screen,
} from './screen.ts'
import { accountOf, isOnCode } from './screen.ts'
import type { Effect, State, Step } from './state.ts'
import { after, show, stay, stop } from './state.ts'
import { closeOverlay } from './switching.ts'
import { onUnreachable } from './unreachable.ts'

/** A link screen without a code. */
const EMPTY = { name: 'link', link: null, endsInSeconds: null, over: null } as const

/** Asks for the first code after something else was on screen. */
export function askForLink(state: State, note: LinkNote, ...effects: Effect[]): Step {
  const screen: CodeScreen = { ...EMPTY, note, asking: true, renewals: 0 }
  return show(state, screen, ...effects, ...STOPPED, { do: 'requestLink' })
}

/** Asks for another code because a person wanted one, or because the old one was refused. */
export function askForAnother(state: State, screen: LinkScreen, note: LinkNote): Step {
  const asking: LinkScreen = { ...screen, note, asking: true }
  // Whatever was said of the code before ends now, and not in the middle of what is said of the next one.
  return show(state, asking, ...stop('renew', 'ending', 'note'), { do: 'requestLink' })
}

/** Asks for another code by itself, up to six times. Over the home screen nobody waits so long: there it is closed. */
export function renew(state: State, screen: LinkScreen, note: LinkNote = 'renewed'): Step {
  if (screen.over) return closeOverlay(state, note === 'late' ? 'switchLate' : null)
  const { renewals } = screen
  if (renewals < MAX_RENEWALS) {
    return askForAnother(state, { ...screen, renewals: renewals + 1 }, note)
  }
  const waiting: CodeScreen = { ...EMPTY, note: null, asking: false, renewals }
  const next = { ...state, screen: waiting }
  return show(next, waiting, ...stop('renew', 'ending'), nextHello(next))
}

export function onLinkOutcome(state: State, outcome: LinkOutcome): Step {
  const { screen } = state
  if (!wantsLink(screen)) {
    // Its overlay was closed before it came, and a code that nobody sees must not be approved.
    if (outcome.kind !== 'link' || isOnCode(screen)) return stay(state)
    return show(state, screen, { do: 'cancelLink', linkId: outcome.link.id })
  }
  if (outcome.kind === 'link') return onLink(state, outcome)
  if (outcome.kind === 'unreachable') return onUnreachable(state, outcome.retryAfterSeconds)
  if (accountOf(screen)) return goHome(state, { settling: true, note: 'noCode' })
  return outcome.kind === 'forged'
    ? onRefused(state, 'forged', 'handle', null)
    : refusedBy(state, outcome)
}

function onLink(state: State, { link, notices }: Extract<LinkOutcome, { kind: 'link' }>): Step {
  const screen = withLink(state.screen, link)
  const next: State = { ...state, screen, reachable: true, tries: 0 }
  const effects: Effect[] = [...stop('retry'), nextHello(next)]
  effects.push(...untilEnd(secondsShown(screen, link.expiresInSeconds)), { do: 'listen', notices })
  if ('note' in screen && screen.note) effects.push(after('note', PACE.note))
  return { state: next, effects }
}

/** The code comes under the question whether to leave, if that is asked, and else takes the screen. */
function withLink(before: Screen, link: Link): CodeScreen | ExitingScreen {
  if (before.name === 'exiting') return { ...before, link }
  const { note, renewals, over } = isOnCode(before) ? before : { ...EMPTY, note: null, renewals: 0 }
  return { ...EMPTY, link, note, asking: false, renewals, over }
}

export function refusedBy(state: State, refused: Extract<Failure, { kind: 'refused' }>): Step {
  const busy = refused.status >= 500 || refused.status === 429
  const code = `${refused.status} ${refused.code}`
  return onRefused(state, busy ? 'busy' : 'refused', code, refused.retryAfterSeconds)
}

/** Timers that mean nothing once the TV goes for a new code. */
const STOPPED = stop('hello', 'screen', 'fresh', 'settle', 'note', 'retry', 'seek', 'controls')

/** How long the code stays on screen. Before its end it is renewed, except at last and over the home screen. */
export function secondsShown(screen: LinkScreen | ExitingScreen, expiresInSeconds: number): number {
  const early = screen.renewals < MAX_RENEWALS && !accountOf(screen) ? PACE.renewBeforeEnd : 0
  return Math.max(1, expiresInSeconds - early)
}

/** The two moments of a code that is shown so long: when its time begins to matter, and its end. */
export function untilEnd(seconds: number): Effect[] {
  return [after('renew', seconds), after('ending', Math.max(0, seconds - PACE.endingBefore))]
}

function wantsLink(screen: Screen): boolean {
  return isOnCode(screen) ? screen.asking : screen.name === 'problem' || screen.name === 'exiting'
}

function onRefused(
  state: State,
  reason: ProblemReason,
  code: string,
  retryAfterSeconds: number | null,
): Step {
  const tries = state.tries + 1
  const screen: Screen = { name: 'problem', reason, code, due: false }
  return show(
    { ...state, tries, reachable: true },
    screen,
    ...stop('hello', 'renew', 'ending'),
    backOff('retry', tries, retryAfterSeconds ?? PACE.refused),
  )
}
