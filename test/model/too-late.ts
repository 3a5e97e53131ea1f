import type { Answer } from './calls.ts'
import { at, type Facts } from './facts.ts'
import type { Expected, Step } from './steps/step.ts'

type AtOnce = readonly { step: Step }[]

const NOTHING_LEFT: readonly (string | null)[] = ['link_finished', 'match_missed', 'not_found']

/**
 * Whether the answer is one to somebody whose account or session went away while they were asking. Whichever way that
 * is said, it is said, and nothing comes of it.
 */
export function isTooLate({ code, body }: Answer, atOnce: AtOnce): boolean {
  const gone = isAmong(atOnce, /^(deleteAccount|deleteMine)\b/)
  // The session goes on under a new id, and what was sent with the old one comes too late.
  const renewed = isAmong(
    atOnce,
    /^(newPassword|signIn|signInByPasskey|setDisabled)\b|"password":(true|"first")/,
  )
  // What a passkey proves is kept only by the password that the account had at the proof.
  if (code === 'passkey_failed') return isAmong(atOnce, /^newPassword\b/)
  if (code === 'sign_in_required' || body['ended'] === 0) return gone || renewed
  return gone && NOTHING_LEFT.includes(code)
}

/**
 * What comes of a call whose session ended while it was under way. Where it only takes something away, to have been
 * signed in when it began is enough.
 */
export function expectJustBefore(step: Step, facts: Facts): Expected {
  const place = step.takesAwayBy === undefined ? null : at(facts.phones, step.takesAwayBy).session
  const session = place === null ? null : at(facts.sessions, place)
  if (session === null || !session.ended) return step.expect(facts)
  session.ended = false
  const expected = step.expect(facts)
  session.ended = true
  return expected
}

function isAmong(atOnce: AtOnce, names: RegExp): boolean {
  return atOnce.some(({ step }) => names.test(step.text))
}
