import type { Failure } from '../../client/calls.ts'
import type { LinkOutcome } from '../../client/link.ts'
import { backOff, MAX_RENEWALS, nextHello, PACE } from './pace.ts'
import type { Effect, LinkNote, ProblemReason, Screen, State, Step } from './state.ts'
import { after, show, stay } from './state.ts'
import { onUnreachable } from './unreachable.ts'

export type LinkScreen = Extract<Screen, { name: 'link' | 'opened' | 'match' }>

/** Asks for the first code after something else was on screen. */
export function askForLink(state: State, note: LinkNote, ...effects: Effect[]): Step {
  const screen: Screen = { name: 'booting', asking: 'link', note }
  return show(state, screen, ...effects, ...STOPPED, { do: 'requestLink' })
}

/** Asks for another code because a person wanted one, or because the old one was refused. */
export function askForAnother(state: State, screen: LinkScreen, note: LinkNote): Step {
  const asking: Screen = { ...screen, note, asking: true }
  return show(state, asking, { do: 'stop', name: 'renew' }, { do: 'requestLink' })
}

/** Asks for another code by itself, up to six times. */
export function renew(state: State, screen: LinkScreen, note: LinkNote = null): Step {
  if (screen.renewals < MAX_RENEWALS) {
    return askForAnother(state, { ...screen, renewals: screen.renewals + 1 }, note)
  }
  const { renewals } = screen
  const waiting: Screen = { name: 'link', link: null, note: null, asking: false, renewals }
  const next = { ...state, screen: waiting }
  return show(next, waiting, { do: 'stop', name: 'renew' }, nextHello(next))
}

export function onLinkOutcome(state: State, outcome: LinkOutcome): Step {
  if (!wantsLink(state.screen)) return stay(state)
  switch (outcome.kind) {
    case 'link': {
      const screen: Screen = {
        name: 'link',
        link: outcome.link,
        note: 'note' in state.screen ? (state.screen.note as LinkNote) : null,
        asking: false,
        renewals: 'renewals' in state.screen ? state.screen.renewals : 0,
      }
      const next: State = { ...state, screen, reachable: true, tries: 0 }
      const effects: Effect[] = [{ do: 'stop', name: 'retry' }, nextHello(next)]
      effects.push(renewIn(outcome.link.expiresInSeconds, screen.renewals))
      effects.push({ do: 'listen', notices: outcome.notices })
      if (screen.note) effects.push(after('note', PACE.note))
      return { state: next, effects }
    }
    case 'unreachable':
      return onUnreachable(state, outcome.retryAfterSeconds)
    case 'forged':
      return onRefused(state, 'forged', 'handle', null)
    case 'refused':
      return refusedBy(state, outcome)
  }
}

export function refusedBy(state: State, refused: Extract<Failure, { kind: 'refused' }>): Step {
  const busy = refused.status >= 500 || refused.status === 429
  const code = `${refused.status} ${refused.code}`
  return onRefused(state, busy ? 'busy' : 'refused', code, refused.retryAfterSeconds)
}

/** Timers that mean nothing once the TV goes for a new code. */
const STOPPED: Effect[] = (['hello', 'screen', 'fresh', 'settle', 'note', 'retry'] as const).map(
  (name) => ({ do: 'stop', name }),
)

/** When the code on screen is due for renewal. */
export function renewIn(expiresInSeconds: number, renewals: number): Effect {
  const early = renewals < MAX_RENEWALS ? PACE.renewBeforeEnd : 0
  return after('renew', Math.max(1, expiresInSeconds - early))
}

function wantsLink(screen: Screen): boolean {
  switch (screen.name) {
    case 'booting':
      return screen.asking === 'link'
    case 'link':
    case 'opened':
    case 'match':
      return screen.asking
    default:
      return screen.name === 'problem'
  }
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
    { do: 'stop', name: 'hello' },
    { do: 'stop', name: 'renew' },
    backOff('retry', tries, retryAfterSeconds ?? PACE.refused),
  )
}
