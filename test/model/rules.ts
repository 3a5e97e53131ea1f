import { APPS, COUNTRIES, MATCH_MISSES_A_DAY, type Place, TIMES } from './cast.ts'
import { type AccountFact, at, type Facts, type LinkFact, type State, type Yes } from './facts.ts'

export const LIVE: readonly string[] = ['pending', 'opened', 'matching']

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

export function isInUse({ disabled, deleted }: AccountFact): boolean {
  return !disabled && !deleted
}

/** To whom a device is bound, as far as anybody may use it. */
export function boundTo(facts: Facts, device: number): number | null {
  const { binding } = at(facts.devices, device)
  return binding !== null && stands(facts, binding) ? at(facts.bindings, binding).account : null
}

/** Whether a binding, once made, still counts. */
export function stands(facts: Readonly<Facts>, binding: number | null): boolean {
  return binding !== null && lasts(facts, binding) && isKept(facts, binding)
}

/** Whether its time is not up; until it is cleared away, such a binding can still be given up. */
export function lasts({ bindings, now }: Readonly<Facts>, binding: number): boolean {
  const { bindingUntil } = at(bindings, binding)
  return bindingUntil === null || bindingUntil > now
}

/** Whether nobody has ended it, and it is no disabled account's. */
export function isKept({ bindings, accounts }: Readonly<Facts>, binding: number): boolean {
  const { ended, account } = at(bindings, binding)
  return !ended && isInUse(at(accounts, account))
}

export function bind(facts: Facts, device: number, yes: Yes): number {
  endBinding(facts, device)
  const { account, session, bindingUntil } = yes
  const since = facts.now
  facts.bindings.push({ device, account, session, bindingUntil, since, ended: false })
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

/** One place, known to be so; or the screen stands where the account is at home. */
export function isAtHome(facts: Facts, link: LinkFact, account: number, phone: Place): boolean {
  if (link.place === 'nowhere') return false
  return link.place === phone || knowsPlace(facts, account, link.place)
}

/** The account has a device there, or passed a number match there within the last 90 days. */
export function knowsPlace(facts: Facts, account: number, place: Place): boolean {
  if (place === 'nowhere') return false
  const matched = at(facts.accounts, account).places[place]
  if (matched !== undefined && matched.at + TIMES.placeKept >= facts.now) return true
  return facts.devices.some(
    ({ binding, asked }) =>
      binding !== null &&
      at(facts.bindings, binding).account === account &&
      lasts(facts, binding) &&
      asked?.place === place,
  )
}

/** What the operator's rules make of where screen and phone are. */
export function riskOf({ place }: LinkFact, phone: Place): 'clear' | 'warn' | 'deny' {
  if (place === 'exit' || phone === 'exit') return 'deny'
  const [there, here] = [COUNTRIES[place], COUNTRIES[phone]]
  return there !== null && here !== null && there !== here ? 'warn' : 'clear'
}

/** What has to be done about doubt: most apps cannot show a pad for digits. */
export function otherNetwork({ client }: LinkFact): 'refuse' | 'match' {
  return client === 'tv' ? 'match' : APPS[client].otherNetwork
}

/** Whether another account holds it just now. */
export function isTaken({ claim }: LinkFact, account: number, now: number): boolean {
  return claim !== null && claim.account !== account && claim.until > now
}

/** Whoever holds it already does not lose what is left of that. */
export function claim(link: LinkFact, account: number, until: number): void {
  const held = link.claim === null ? 0 : link.claim.until
  link.claim = { account, until: Math.max(held, until) }
}

/** After two missed matches an account approves at home only, until a day after the last one. */
export function mayMatch({ misses, missedAt }: AccountFact, now: number): boolean {
  return misses < MATCH_MISSES_A_DAY || missedAt + TIMES.day <= now
}
