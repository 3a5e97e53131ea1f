import { APPS, type App, type Client, TIMES } from '../cast.ts'
import { at, type Facts, type GrantFact, recent } from '../facts.ts'
import { endBinding, lasts, stands } from '../rules.ts'
import type { Seen } from '../seen.ts'
import { type Expected, no, type Step, textOf, yes } from './step.ts'
import { expectTokens, keepToken, keyFor, type With } from './tokens.ts'

/** Which refresh token of a grant comes: the good one, the one before it, the first of all, or a made-up one. */
type Which = 'current' | 'previous' | 'first' | 'forged'

/** An app asks for the next tokens. */
export function refresh(given: { back: number; token: Which; client?: App; key: With }): Step {
  const { back, token } = given
  const grantOf = ({ grants }: Readonly<Facts>) => at(grants, recent(grants, back))
  const clientOf = (facts: Readonly<Facts>) => given.client ?? (grantOf(facts).client as App)
  const keyOf = (facts: Readonly<Facts>) => keyFor(grantOf(facts).key, given.key)
  return {
    text: textOf('refresh', given),
    possible: ({ grants }) => grants.length > 0,
    expect(facts) {
      const grant = grantOf(facts)
      const client = clientOf(facts)
      if (!APPS[client].refreshes) return no(400, 'unauthorized_client')
      const valid = stands(facts, grant.binding) && facts.now < grant.expiresAt
      if (!valid || client !== grant.client) return no(400, 'invalid_grant')
      if (grant.key !== null && keyOf(facts) !== grant.key) return no(400, 'invalid_grant')
      const shown = generationOf(grant, token)
      if (shown === grant.generation) rotate(grant, facts.now)
      else if (!isLostAnswer(grant, shown, facts.now)) return reused(facts, grant)
      const { device, account } = at(facts.bindings, grant.binding)
      const next = grant.generation
      const place = recent(facts.grants, back)
      return expectTokens(facts, { client, key: keyOf(facts), device, account }, (seen) => ({
        refresh_token: seen.grants[place]?.[next] ?? /^[^.]{22}\.[^.]{43}$/,
      }))
    },
    call(calls, seen, facts) {
      const shown = tokenOf(seen, recent(facts.grants, back), generationOf(grantOf(facts), token))
      return calls.refresh(clientOf(facts), shown, keyOf(facts))
    },
    keep(seen, answer, facts) {
      keepToken(seen, answer, facts)
      const place = recent(facts.grants, back)
      const { generation } = at(facts.grants, place)
      at(seen.grants, place)[generation] = String(answer.body['refresh_token'])
    },
  }
}

function generationOf({ generation }: GrantFact, which: Which): number {
  if (which === 'forged') return -1
  if (which === 'first') return 0
  return which === 'current' ? generation : Math.max(0, generation - 1)
}

function tokenOf(seen: Seen, grant: number, generation: number): string {
  const tokens = at(seen.grants, grant)
  if (generation >= 0) return tokens[generation] ?? ''
  return `${tokens[0]?.split('.')[0]}.${'A'.repeat(43)}`
}

function rotate(grant: GrantFact, now: number): void {
  grant.generation += 1
  grant.rotatedAt = now
  grant.expiresAt = Math.min(grant.endsAt, now + TIMES.refreshIdle)
}

/** The answer to the last exchange may have got lost; who can prove to be the holder gets it again for a minute. */
function isLostAnswer(grant: GrantFact, shown: number, now: number): boolean {
  const { client, key, generation, rotatedAt } = grant
  const proven = key !== null || (client !== 'tv' && APPS[client].secret !== null)
  const lately = rotatedAt !== null && now <= rotatedAt + TIMES.refreshGrace
  return proven && lately && shown === generation - 1
}

/** A refresh token that comes again was stolen from somebody (RFC 9700 §4.14.2). */
function reused(facts: Facts, { binding }: GrantFact): Expected {
  const { device } = at(facts.bindings, binding)
  endBinding(facts, device)
  return no(400, 'invalid_grant', [device, 'DeviceUnbound'])
}

/** An app signs out with one of its refresh tokens. */
export function revoke(given: { back: number; token: Which; client?: Client }): Step {
  const { back, token } = given
  const grantOf = ({ grants }: Readonly<Facts>) => at(grants, recent(grants, back))
  const isOwn = (facts: Readonly<Facts>) =>
    (given.client ?? grantOf(facts).client) === grantOf(facts).client
  return {
    text: textOf('revoke', given),
    possible: ({ grants }) => grants.length > 0,
    expect(facts) {
      const { binding, expiresAt } = grantOf(facts)
      const { ended, device } = at(facts.bindings, binding)
      // What a disabled account has is kept for the day it is enabled: what was given up then must not come back.
      if (ended || !lasts(facts, binding) || expiresAt <= facts.now) return yes()
      if (!isOwn(facts)) return no(400, 'invalid_grant')
      endBinding(facts, device)
      return yes(undefined, [device, 'DeviceUnbound'])
    },
    call(calls, seen, facts) {
      const shown = tokenOf(seen, recent(facts.grants, back), generationOf(grantOf(facts), token))
      return calls.revoke(given.client ?? grantOf(facts).client, shown)
    },
    promises({ status }, _seen, facts) {
      const { device } = at(facts.bindings, grantOf(facts).binding)
      return status === 200 && isOwn(facts) ? { kind: 'unbound', devices: [device] } : null
    },
  }
}

/** The same with an access token, which a television's own is too good for. */
export function revokeAccess(given: { back: number; client?: Client }): Step {
  const { back } = given
  const tokenAt = ({ tokens }: Readonly<Facts>) => at(tokens, recent(tokens, back))
  return {
    text: textOf('revokeAccess', given),
    possible: ({ tokens }) => tokens.length > 0,
    expect(facts) {
      const { device, client, expiresAt } = tokenAt(facts)
      if (expiresAt <= facts.now) return yes()
      if (client === 'tv') return no(400, 'unsupported_token_type')
      if ((given.client ?? client) !== client) return no(400, 'invalid_grant')
      return endBinding(facts, device) ? yes(undefined, [device, 'DeviceUnbound']) : yes()
    },
    call: (calls, seen, facts) =>
      calls.revoke(
        given.client ?? tokenAt(facts).client,
        seen.tokens[recent(facts.tokens, back)] ?? '',
      ),
    promises({ status }, _seen, facts) {
      const { device, expiresAt } = tokenAt(facts)
      return status === 200 && expiresAt > facts.now ? { kind: 'unbound', devices: [device] } : null
    },
  }
}
