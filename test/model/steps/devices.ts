import { keyOfTv, type Person, type Place, TIMES, TVS } from '../cast.ts'
import { at, type Facts, type LinkFact, recent } from '../facts.ts'
import { boundTo, endBinding, isUndecided, LIVE, stateAt } from '../rules.ts'
import type { Seen } from '../seen.ts'
import { type Expected, no, type Step, textOf, yes } from './step.ts'

/** A television asks for a link request; the one it showed before is superseded. */
export function request(given: { tv: number; place: Place; takesPayload?: true }): Step {
  const { tv, place, takesPayload = false } = given
  return {
    text: textOf('request', given),
    possible: () => true,
    expect(facts) {
      addLink(facts, { device: tv, client: 'tv', key: keyOfTv(tv), place, takesPayload })
      return yes(() => ({ expires_in: TIMES.link, interval: TIMES.interval }))
    },
    call: (calls) => calls.requestByTv(tv, place, takesPayload),
    keep: (seen, { body }) => keepLink(seen, body),
    promises: ({ status }) => (status === 200 ? { kind: 'asked', device: tv, place } : null),
  }
}

export function addLink(
  facts: Facts,
  asked: Pick<LinkFact, 'device' | 'client' | 'key' | 'place' | 'takesPayload'>,
): void {
  const { now } = facts
  for (const link of facts.links) {
    if (link.device === asked.device && isUndecided(link)) link.state = 'superseded'
  }
  const nobodyYet = { openedAt: null, claim: null, match: null, binding: null, payload: null }
  const link = {
    ...asked,
    ...nobodyYet,
    reason: null,
    pace: null,
    createdAt: now,
    expiresAt: now + TIMES.link,
  }
  facts.links.push({ ...link, state: 'pending', gone: false })
  const device = at(facts.devices, asked.device)
  device.asked = { place: asked.place, at: now }
  device.link = facts.links.length - 1
}

export function keepLink(seen: Seen, body: Record<string, unknown>): void {
  seen.links.push({
    linkId: String(body['link_id']),
    handle: String(body['verification_uri_complete']).split('#')[1] ?? '',
    userCode: String(body['user_code']),
    deviceCode: String(body['device_code']),
    number: '',
  })
}

/** A television takes a link request back; another's is nothing that it could take, and it is told nothing of it. */
export function cancel(given: { back: number; by?: 'another TV' }): Step {
  const { back, by } = given
  return {
    text: textOf('cancel', given),
    possible: ({ links }) => links.length > 0,
    expect(facts) {
      const link = at(facts.links, recent(facts.links, back))
      const own = link.client === 'tv' && by === undefined
      if (own && !link.gone && LIVE.includes(stateAt(link, facts.now))) link.state = 'superseded'
      return yes()
    },
    call(calls, seen, facts) {
      const found = recent(facts.links, back)
      const { device, client } = at(facts.links, found)
      const asker = client === 'tv' && by === undefined ? device : (device + 1) % TVS
      return calls.cancelByTv(asker, seen.links[found]?.linkId ?? '')
    },
  }
}

/** What `GET /hello` says of a device: the truth behind every notice. */
export function helloOf(facts: Readonly<Facts>, device: number): Expected {
  const { binding, link, asked } = at(facts.devices, device)
  const shown = link === null || asked === null ? null : linkOf(facts, link)
  const withLink = (seen: Seen) => ({
    link: shown && { id: seen.links[shown.link]?.linkId, ...shown.status },
  })
  const account = boundTo(facts, device)
  if (account === null || binding === null) {
    return { ...no(401, 'device_not_bound'), body: withLink }
  }
  const { person } = at(facts.accounts, account)
  return yes((seen) => ({
    name: person,
    ...(seen.bindings[binding] === undefined ? {} : { binding: seen.bindings[binding] }),
    ...withLink(seen),
  }))
}

/** What is told of a link request: "opened" fades, and after its end nothing is left of its time. */
export function linkOf(
  facts: Readonly<Facts>,
  place: number,
): { link: number; status: Record<string, unknown> } | null {
  const link = at(facts.links, place)
  if (link.gone) return null
  const { now } = facts
  const state = stateAt(link, now)
  const open = LIVE.includes(state)
  const answeredBy = link.state === 'matching' ? link.match?.until : undefined
  const endsAt = Math.min(link.expiresAt, answeredBy ?? link.expiresAt)
  const holder = link.claim !== null && link.claim.until > now ? link.claim.account : null
  const faded =
    state === 'opened' && link.openedAt !== null && link.openedAt + TIMES.openedShown <= now
  const status = {
    state: faded ? 'pending' : state,
    expires_in: open ? endsAt - now : 0,
    claimed_by: open && holder !== null ? masked(at(facts.accounts, holder).person) : null,
    reason: link.reason,
  }
  return { link: place, status }
}

/** Strangers before the screen see a letter of it. */
function masked(person: Person): string {
  return `${person.charAt(0)}…`
}

/**
 * Back on the remote: it gives up the binding it names, or whichever there is when it names none. A number names the
 * binding with that place in the list.
 */
export function goodbye(given: {
  tv: number
  binding: 'current' | 'old' | 'foreign' | 'none' | number
}): Step {
  const { tv, binding: which } = given
  const named = (facts: Readonly<Facts>): number | null => {
    if (typeof which === 'number') return which
    if (which === 'none' || which === 'current') return at(facts.devices, tv).binding
    const found = facts.bindings.findLastIndex(({ device, ended }) =>
      which === 'old' ? device === tv && ended : device !== tv && !ended,
    )
    return found < 0 ? null : found
  }
  const idOf = (seen: Seen, facts: Readonly<Facts>) => {
    if (which === 'none') return null
    // An app that has not asked yet has not shown its binding to anybody: any other id is as foreign.
    return seen.bindings[named(facts) ?? -1] ?? 'A'.repeat(22)
  }
  return {
    text: textOf('goodbye', given),
    possible: (facts) => which === 'none' || named(facts) !== null,
    expect(facts) {
      const { binding } = at(facts.devices, tv)
      const ends = which === 'none' || named(facts) === binding
      return ends && endBinding(facts, tv) ? yes(undefined, [tv, 'DeviceUnbound']) : yes()
    },
    call: (calls, seen, facts) => calls.goodbyeByTv(tv, idOf(seen, facts)),
    promises(_answer, seen, facts) {
      if (which === 'none') return { kind: 'unbound', devices: [tv] }
      // Another device's binding is nothing that this one could end.
      return which === 'foreign'
        ? null
        : { kind: 'unbound', binding: idOf(seen, facts) ?? undefined }
    },
  }
}
