import type { Place } from '../cast.ts'
import { at, type Facts, type SessionFact } from '../facts.ts'
import { devicesOf } from '../people.ts'
import { endBinding } from '../rules.ts'

/** What "this wasn't me" takes back, by the places in their lists. */
export interface Undone {
  devices: number[]
  /** All whose deeds are undone, also those that have ended. */
  culprits: number[]
  sessions: number[]
  keys: number[]
  passkeys: number[]
}

/**
 * The session or key that connected the device, and each that stems from it, but for the one that asks. What that
 * one connected itself, or a password did for once, goes alone.
 */
export function undoneBy(
  facts: Readonly<Facts>,
  account: number,
  asking: number,
  device: number,
): Undone {
  const nothing = { culprits: [], sessions: [], keys: [], passkeys: [] }
  const mine = devicesOf(facts, account)
  if (!mine.includes(device)) return { devices: [], ...nothing }
  const root = approvedFrom(facts, device)
  if (root === null || root === asking) return { devices: [device], ...nothing }
  // What only came of the stolen phone by way of the one that asks is the asker's own.
  const askerStems = at(facts.sessions, asking).stemsFrom.includes(root)
  const isTheirs = (session: number, stemsFrom: readonly number[]): boolean => {
    const line = [session, ...stemsFrom]
    return session === root || (line.includes(root) && !(askerStems && line.includes(asking)))
  }
  const culprits = places(facts.sessions, ({ stemsFrom }, place) => {
    return place !== asking && isTheirs(place, stemsFrom)
  })
  const devices = mine.filter((place) => {
    const from = approvedFrom(facts, place)
    return from !== null && culprits.includes(from)
  })
  const standing = (kind: SessionFact['kind']) =>
    culprits.filter((place) => {
      const culprit = at(facts.sessions, place)
      return culprit.kind === kind && !culprit.ended
    })
  const passkeys = places(facts.passkeys, ({ session, stemsFrom, removed }) => {
    return !removed && isTheirs(session, stemsFrom)
  })
  return { devices, culprits, sessions: standing('session'), keys: standing('key'), passkeys }
}

function approvedFrom({ devices, bindings }: Readonly<Facts>, device: number): number | null {
  const { binding } = at(devices, device)
  return binding === null ? null : at(bindings, binding).session
}

/** Ends all of it, and what the culprits have won and begun. */
export function undo(facts: Facts, account: number, undone: Undone): void {
  const { places: homes } = at(facts.accounts, account)
  for (const place of undone.devices) {
    // Where a stranger's device stands is nobody's home.
    const there = at(facts.devices, place).asked?.place
    if (there !== undefined) delete homes[there]
    endBinding(facts, place)
  }
  const isTheirs = (session: number | null) => session !== null && undone.culprits.includes(session)
  for (const [place, won] of Object.entries(homes)) {
    if (isTheirs(won.session)) delete homes[place as Place]
  }
  for (const link of facts.links) {
    const { match, state } = link
    if (state !== 'matching' || match?.account !== account || !isTheirs(match.session)) continue
    link.state = 'denied'
    link.reason = 'match_missed'
  }
  for (const place of [...undone.sessions, ...undone.keys]) at(facts.sessions, place).ended = true
  for (const place of undone.passkeys) at(facts.passkeys, place).removed = true
}

function places<T>(list: readonly T[], wanted: (entry: T, place: number) => boolean): number[] {
  return [...list.keys()].filter((place) => wanted(at(list, place), place))
}
