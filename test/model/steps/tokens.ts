import type { Answer } from '../calls.ts'
import { type Key, TIMES } from '../cast.ts'
import { at, type Facts, recent, type TokenFact } from '../facts.ts'
import { endBinding, stands } from '../rules.ts'
import { claimsOf, type Seen, sameAsBefore } from '../seen.ts'
import { helloOf } from './devices.ts'
import { type Expected, no, type Step, textOf, yes } from './step.ts'

/** With which key a call comes: the one that belongs to it, none at all, or somebody else's. */
export type With = 'own' | 'none' | 'other'

export function keyFor(own: Key | null, which: With): Key | null {
  if (which === 'none') return null
  if (which === 'own') return own
  return own === 'app-b' ? 'app-a' : 'app-b'
}

/** A fresh access token, bound to the key that asked for it (RFC 9449 §5), and what comes with it. */
export function expectTokens(
  facts: Facts,
  token: Omit<TokenFact, 'expiresAt'>,
  more: (seen: Seen) => Record<string, unknown>,
): Expected {
  facts.tokens.push({ ...token, expiresAt: facts.now + TIMES.accessToken })
  const token_type = token.key === null ? 'Bearer' : 'DPoP'
  return yes((seen) => ({ token_type, expires_in: TIMES.accessToken, ...more(seen) }))
}

/** Remembers an access token, and sees that it names this account and this device alone. */
export function keepToken(seen: Seen, answer: Answer, facts: Readonly<Facts>): void {
  const { account, device } = at(facts.tokens, facts.tokens.length - 1)
  const claims = claimsOf(answer)
  sameAsBefore(seen.accounts, account, claims['account'])
  sameAsBefore(seen.deviceIds, device, claims['device_id'] ?? claims['sub'])
  seen.tokens.push(String(answer.body['access_token']))
}

/** What a hello with an access token says: an app's is worth nothing once its account is lost, a television's still says who it is. */
export function helloWith(facts: Readonly<Facts>, token: TokenFact): Expected {
  if (token.expiresAt <= facts.now) return no(401, 'invalid_token')
  const { binding } = at(facts.devices, token.device)
  if (token.client !== 'tv' && !stands(facts, binding)) return no(401, 'invalid_token')
  return helloOf(facts, token.device)
}

/** An app gives its account up with its access token, as a television does. */
export function goodbyeByToken(given: { back: number }): Step {
  const { back } = given
  return {
    text: textOf('goodbyeByToken', given),
    possible: ({ tokens }) => tokens.length > 0,
    expect(facts) {
      const { device, expiresAt } = at(facts.tokens, recent(facts.tokens, back))
      if (expiresAt <= facts.now) return no(401, 'invalid_token')
      return endBinding(facts, device) ? yes(undefined, [device, 'DeviceUnbound']) : yes()
    },
    call(calls, seen, facts) {
      const found = recent(facts.tokens, back)
      return calls.goodbyeByToken(seen.tokens[found] ?? '', at(facts.tokens, found).key)
    },
    promises({ status }, _seen, facts) {
      const { device } = at(facts.tokens, recent(facts.tokens, back))
      return status === 200 ? { kind: 'unbound', devices: [device] } : null
    },
  }
}
