import { at, type Facts, recent } from '../facts.ts'
import { accountOn, devicesOf, personOn, sessionOn } from '../people.ts'
import { endBinding } from '../rules.ts'
import type { Seen } from '../seen.ts'
import { no, type Promised, type Step, textOf, yes } from './step.ts'
import { type Undone, undo, undoneBy } from './undone.ts'

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

/** "This wasn't me": all is undone that was done from where the device was connected, and from whatever stems from there. */
export function disown(given: { phone: number; device: Which }): Step {
  const { phone, device } = given
  return {
    text: textOf('disown', given),
    takesAwayBy: phone,
    possible: (facts) => isThere(facts, device),
    expect(facts) {
      const account = accountOn(facts, phone)
      if (account === null) return no(401, 'sign_in_required')
      const undone = undoneFor(facts, phone, device)
      if (undone === null || undone.devices.length === 0) return no(404, 'not_found')
      undo(facts, account, undone)
      const { devices, sessions, passkeys, keys } = undone
      const told = devices.map((place) => [place, 'DeviceUnbound'] as const)
      const counted = {
        devices: devices.length,
        sessions: sessions.length,
        passkeys: passkeys.length,
        phone_keys: keys.length,
      }
      return yes(() => counted, ...told)
    },
    call: (calls, seen, facts) => calls.disown(phone, idOf(seen, facts, device)),
    promises({ status }, _seen, facts): Promised | null {
      if (status !== 200) return null
      return { kind: 'unbound', devices: undoneFor(facts, phone, device)?.devices ?? [] }
    },
  }
}

function undoneFor(facts: Readonly<Facts>, phone: number, which: Which): Undone | null {
  const [account, asking] = [accountOn(facts, phone), sessionOn(facts, phone)]
  if (account === null || asking === null) return null
  return undoneBy(facts, account, asking, placeOf(facts, which))
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
