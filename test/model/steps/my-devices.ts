import type { Place } from '../cast.ts'
import { at, type Facts, recent } from '../facts.ts'
import { accountOn, devicesOf, personOn, sessionOn } from '../people.ts'
import { endBinding } from '../rules.ts'
import type { Seen } from '../seen.ts'
import { no, type Promised, type Step, textOf, yes } from './step.ts'

/** A television, or a device that was connected lately: counted from the newest binding, whosever that is. */
type Which = { tv: number } | { bound: number }

/** A person signs a device of theirs out from afar, or all of them. */
export function signOutDevices(given: { phone: number; device: Which | 'all' }): Step {
  const { phone, device } = given
  const ending = (facts: Readonly<Facts>, account: number): number[] => {
    const mine = devicesOf(facts, account)
    return device === 'all' ? mine : mine.filter((place) => place === placeOf(facts, device))
  }
  return {
    text: textOf('signOutDevices', given),
    takesAwayBy: phone,
    possible: (facts) => device === 'all' || isThere(facts, device),
    expect(facts) {
      const account = accountOn(facts, phone)
      if (account === null) return no(401, 'sign_in_required')
      const devices = ending(facts, account)
      for (const place of devices) endBinding(facts, place)
      const told = devices.map((place) => [place, 'DeviceUnbound'] as const)
      return yes(() => (device === 'all' ? { ended: devices.length } : {}), ...told)
    },
    call: (calls, seen, facts) =>
      calls.signOutDevices(phone, device === 'all' ? null : idOf(seen, facts, device)),
    promises({ status }, _seen, facts): Promised | null {
      const account = accountOn(facts, phone)
      if (status !== 200 || account === null) return null
      if (device === 'all') return { kind: 'unbound', person: personOn(facts, phone) }
      return { kind: 'unbound', devices: ending(facts, account) }
    },
  }
}

/** "This wasn't me": all is undone that was done from where the device was connected. */
export function disown(given: { phone: number; device: Which }): Step {
  const { phone, device } = given
  return {
    text: textOf('disown', given),
    takesAwayBy: phone,
    possible: (facts) => isThere(facts, device),
    expect(facts) {
      const account = accountOn(facts, phone)
      if (account === null) return no(401, 'sign_in_required')
      const { devices, culprit } = undoneBy(facts, phone, device)
      if (devices.length === 0) return no(404, 'not_found')
      const { places } = at(facts.accounts, account)
      for (const place of devices) {
        // Where a stranger's device stands is nobody's home.
        const there = at(facts.devices, place).asked?.place
        if (there !== undefined) delete places[there]
        endBinding(facts, place)
      }
      const undone = { sessions: 0, passkeys: 0 }
      if (culprit !== null) Object.assign(undone, undo(facts, phone, account, culprit))
      const told = devices.map((place) => [place, 'DeviceUnbound'] as const)
      return yes(() => ({ devices: devices.length, ...undone }), ...told)
    },
    call: (calls, seen, facts) => calls.disown(phone, idOf(seen, facts, device)),
    promises({ status }, _seen, facts): Promised | null {
      if (status !== 200) return null
      return { kind: 'unbound', devices: undoneBy(facts, phone, device).devices }
    },
  }
}

/** Which devices go, and from whose session, unless that is the one that asks. */
function undoneBy(
  facts: Readonly<Facts>,
  phone: number,
  which: Which,
): { devices: number[]; culprit: number | null } {
  const account = accountOn(facts, phone)
  const mine = account === null ? [] : devicesOf(facts, account)
  const device = placeOf(facts, which)
  if (!mine.includes(device)) return { devices: [], culprit: null }
  const culprit = approvedFrom(facts, device)
  if (culprit === null || culprit === sessionOn(facts, phone)) {
    return { devices: [device], culprit: null }
  }
  return { devices: mine.filter((place) => approvedFrom(facts, place) === culprit), culprit }
}

function approvedFrom({ devices, bindings }: Readonly<Facts>, device: number): number | null {
  const { binding } = at(devices, device)
  return binding === null ? null : at(bindings, binding).session
}

/** Ends a session, what it has begun and won, and the ways in that it has left; answers how many. */
function undo(
  facts: Facts,
  phone: number,
  account: number,
  culprit: number,
): { sessions: number; passkeys: number } {
  const { places } = at(facts.accounts, account)
  for (const [place, won] of Object.entries(places)) {
    if (won.session === culprit) delete places[place as Place]
  }
  for (const link of facts.links) {
    const { match, state } = link
    if (state !== 'matching' || match?.account !== account || match.session !== culprit) continue
    link.state = 'denied'
    link.reason = 'match_missed'
  }
  const passkeys = facts.passkeys.filter(({ session, removed }) => session === culprit && !removed)
  const sessions = facts.sessions.filter((session, place) => {
    if (session.account !== account || session.ended) return false
    // By which passkey a session began is not known, so each that may have begun with one of these goes.
    const mayBeTheirs = passkeys.some(
      ({ usedAt, createdAt }) => usedAt !== null && createdAt <= session.provenAt,
    )
    const isTheirs = place === culprit || (session.method === 'passkey' && mayBeTheirs)
    return isTheirs && place !== sessionOn(facts, phone)
  })
  for (const passkey of passkeys) passkey.removed = true
  for (const session of sessions) session.ended = true
  return { sessions: sessions.length, passkeys: passkeys.length }
}

/** The person has looked at the list: what stands on it is not new to this phone any more. */
export function seeDevices(given: { phone: number }): Step {
  const { phone } = given
  return {
    text: textOf('seeDevices', given),
    possible: () => true,
    expect(facts) {
      const session = sessionOn(facts, phone)
      if (session === null) return no(401, 'sign_in_required')
      at(facts.sessions, session).seenAt = facts.now
      return yes()
    },
    call: (calls) => calls.seeDevices(phone),
  }
}

function isThere({ bindings }: Readonly<Facts>, which: Which): boolean {
  return 'tv' in which || bindings.length > 0
}

function placeOf({ bindings }: Readonly<Facts>, which: Which): number {
  return 'tv' in which ? which.tv : at(bindings, recent(bindings, which.bound)).device
}

function idOf(seen: Seen, facts: Readonly<Facts>, which: Which): string {
  return seen.deviceIds[placeOf(facts, which)] ?? ''
}
