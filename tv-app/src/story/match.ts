import type { LinkStatus } from '#contract/link'
import type { Link, MatchOutcome } from '../../client/couchlink-tv.ts'
import { askForAnother } from './link.ts'
import { backOff, nextHello } from './pace.ts'
import type { Digit, LinkScreen, MatchScreen } from './screen.ts'
import type { Key, State, Step } from './state.ts'
import { show, stay, stop } from './state.ts'
import { closeOverlay } from './switching.ts'

/** How many digits the phone shows. */
export const NUMBER_LENGTH = 3

/** The pad, row by row. */
export const PAD: readonly Digit[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
const COLUMNS = 3

/** From the middle no key is further than two steps. */
const FIRST_FOCUS: Digit = '5'

const NOTHING_TYPED = { typed: '', answer: 'typing', sendings: 0 } as const

/** The phone shows three digits. What was typed here already stays. */
export function showPad(state: State, screen: LinkScreen, link: Link, status: LinkStatus): Step {
  const before = screen.name === 'match' ? screen : emptyPad(screen, link)
  const pad: MatchScreen = {
    ...before,
    claimedBy: status.claimed_by,
    endsInSeconds: status.expires_in,
  }
  // The server knows nothing of the number that was sent, so it may still come; no other one may.
  const next = pad.answer === 'lost' ? send(state, pad) : show(state, pad)
  next.effects.push(...stop('renew', 'ending'), nextHello(next.state))
  return next
}

/** Digits are typed or chosen, and the third one sends them. Back takes one away; with none left it means "not me". */
export function onMatchKey(state: State, screen: MatchScreen, key: Key): Step {
  if (screen.asking) return stay(state)
  const { typed, answer, focus } = screen
  if (key === 'back') {
    if (answer === 'typing' && typed !== '')
      return show(state, { ...screen, typed: typed.slice(0, -1) })
    return askForAnother(state, { ...screen, ...NOTHING_TYPED, renewals: 0 }, null)
  }
  if (answer !== 'typing') return stay(state)
  if (key === 'enter') return type(state, screen, focus)
  if (isDigit(key)) return type(state, { ...screen, focus: key }, key)
  const moved = neighbour(focus, key)
  return moved === focus ? stay(state) : show(state, { ...screen, focus: moved })
}

export function onMatchOutcome(state: State, linkId: string, outcome: MatchOutcome): Step {
  const { screen } = state
  const awaited = screen.name === 'match' && screen.link.id === linkId
  // Somebody pressed Back meanwhile, or the TV shows something else: hello knows what has become of it.
  if (!awaited || screen.answer !== 'sending') return show(state, screen, { do: 'hello' })
  switch (outcome.kind) {
    case 'right':
    case 'gone':
      return show(state, { ...screen, answer: 'heard' }, { do: 'hello' })
    case 'missed':
      if (screen.over) return closeOverlay(state, 'switchDenied')
      return askForAnother(state, { ...screen, answer: 'heard' }, 'missed')
    case 'unreachable':
    case 'refused': {
      const wait = backOff('hello', screen.sendings, outcome.retryAfterSeconds ?? 0)
      return show(state, { ...screen, answer: 'lost' }, wait)
    }
  }
}

function emptyPad({ asking, renewals, over }: LinkScreen, link: Link): MatchScreen {
  return {
    name: 'match',
    link,
    claimedBy: null,
    ...NOTHING_TYPED,
    focus: FIRST_FOCUS,
    endsInSeconds: 0,
    note: null,
    asking,
    renewals,
    over,
  }
}

function type(state: State, screen: MatchScreen, digit: Digit): Step {
  const typed = screen.typed + digit
  const next = { ...screen, typed }
  return typed.length < NUMBER_LENGTH ? show(state, next) : send(state, next)
}

function send(state: State, screen: MatchScreen): Step {
  const sending: MatchScreen = { ...screen, answer: 'sending', sendings: screen.sendings + 1 }
  return show(state, sending, {
    do: 'answerMatch',
    linkId: screen.link.id,
    number: screen.typed,
  })
}

function isDigit(key: Key): key is Digit {
  return (PAD as readonly Key[]).includes(key)
}

/** The key beside this one; at the edge there is none. */
function neighbour(focus: Digit, key: Key): Digit {
  const at = PAD.indexOf(focus)
  const column = at % COLUMNS
  if (key === 'left' && column > 0) return PAD[at - 1] ?? focus
  if (key === 'right' && column < COLUMNS - 1) return PAD[at + 1] ?? focus
  if (key === 'up') return PAD[at - COLUMNS] ?? focus
  if (key === 'down') return PAD[at + COLUMNS] ?? focus
  return focus
}
