import { APPS, MATCH_MISSES_A_DAY, type Person, type Place, TIMES } from './cast.ts'
import { type AccountFact, at, type Facts, type LinkFact, type State } from './facts.ts'

const LIVE: readonly string[] = ['pending', 'opened', 'matching']

/** Where a link request stands now: whatever is still open when its time is up has expired. */
export function stateAt(link: LinkFact, now: number): State | 'expired' {
  if (!LIVE.includes(link.state)) return link.state
  const unanswered = link.state === 'matching' && link.match !== null && link.match.until <= now
  return link.expiresAt <= now || unanswered ? 'expired' : link.state
}

export function isOpen(link: LinkFact, now: number): boolean {
  return !link.gone && LIVE.includes(stateAt(link, now))
}

/** Whether somebody has still to decide, by the record alone: asking anew ends also what has run out. */
export function isUndecided(link: LinkFact): boolean {
  return LIVE.includes(link.state)
}

/** How a phone that holds the handle is told of an end. */
export function endCode(link: LinkFact, now: number): string {
  switch (stateAt(link, now)) {
    case 'approved':
    case 'redeemed':
      return 'link_finished'
    case 'denied':
      return link.reason === 'match_missed' ? 'match_missed' : 'link_denied'
    case 'superseded':
      return 'link_superseded'
    default:
      return 'link_expired'
  }
}

/** The account that goes by this name just now. */
export function accountOf(facts: Facts, person: Person): number | null {
  const place = facts.accounts.findLastIndex(
    (account) => account.person === person && !account.deleted,
  )
  return place < 0 ? null : place
}

export function isInUse({ disabled, deleted }: AccountFact): boolean {
  return !disabled && !deleted
}

/** To whom a device is bound, as far as anybody may use it. */
export function boundTo(facts: Facts, device: number): number | null {
  const { binding } = at(facts.devices, device)
  if (binding === null) return null
  const { account } = at(facts.bindings, binding)
  return isInUse(at(facts.accounts, account)) ? account : null
}

/** Whether a binding, once made, still counts. */
export function stands(facts: Facts, binding: number | null): boolean {
  if (binding === null) return false
  const { ended, account } = at(facts.bindings, binding)
  return !ended && isInUse(at(facts.accounts, account))
}

export function bind(facts: Facts, device: number, account: number): number {
  endBinding(facts, device)
  facts.bindings.push({ device, account, since: facts.now, ended: false })
  const binding = facts.bindings.length - 1
  at(facts.devices, device).binding = binding
  return binding
}

/** Ends what the device has; `false` when it has nothing. */
export function endBinding(facts: Facts, device: number): boolean {
  const bound = at(facts.devices, device)
  if (bound.binding === null) return false
  at(facts.bindings, bound.binding).ended = true
  bound.binding = null
  return true
}

/** One place, known to be so; or the screen stands where the account has another one. */
export function isAtHome(facts: Facts, link: LinkFact, account: number, phone: Place): boolean {
  if (link.place === 'nowhere') return false
  if (link.place === phone) return true
  return facts.devices.some(
    ({ binding, asked }) =>
      binding !== null &&
      at(facts.bindings, binding).account === account &&
      asked?.place === link.place,
  )
}

/** What has to be done about doubt: TVs and most apps cannot show a pad for digits. */
export function otherNetwork({ client }: LinkFact): 'refuse' | 'match' {
  return client === 'tv' ? 'refuse' : APPS[client].otherNetwork
}

/** After two missed matches an account approves at home only, until a day after the last one. */
export function mayMatch({ misses, missedAt }: AccountFact, now: number): boolean {
  return misses < MATCH_MISSES_A_DAY || missedAt + TIMES.day <= now
}

export function countMiss(account: AccountFact, now: number): void {
  account.misses = account.missedAt + TIMES.day <= now ? 1 : account.misses + 1
  account.missedAt = now
}

/** Clears away what nobody can use any more: none of it may change an answer that still means something. */
export function clearAway(facts: Facts): void {
  const { now } = facts
  for (const link of facts.links) {
    if (link.expiresAt < now - TIMES.endedKept) link.gone = true
  }
  for (const { binding, expiresAt } of facts.grants) {
    const { device, ended } = at(facts.bindings, binding)
    if (expiresAt <= now && !ended) endBinding(facts, device)
  }
  const afterAnyToken = TIMES.endedKept + TIMES.linkInAll + TIMES.accessToken
  facts.devices.forEach((device, place) => {
    if (device.asked === null) return
    const bound = device.binding === null ? null : at(facts.bindings, device.binding)
    const granted = facts.grants.some(({ binding }) => binding === device.binding)
    const idle = bound !== null && bound.since < now - afterAnyToken
    if (device.tv === null && idle && !granted) endBinding(facts, place)
    if (device.binding === null && device.asked.at < now - TIMES.day) device.asked = null
  })
}
