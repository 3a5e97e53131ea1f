import type { Finder } from '../calls.ts'
import { type Place, TIMES } from '../cast.ts'
import { at, type Facts, type LinkFact, recent } from '../facts.ts'
import { accountOn, personOn } from '../people.ts'
import { claim, endCode, isOpen, isTaken, knowsPlace, riskOf } from '../rules.ts'
import { LINK_KEY } from '../sealed.ts'
import type { Seen } from '../seen.ts'
import { type Expected, no, type Promised, type Step, textOf, yes } from './step.ts'

export type By = 'handle' | 'code'

/** A phone opens the page by the QR, or asks for it by the code that somebody typed; who is signed in holds it then. */
export function open(given: { back: number; phone: number; place: Place; by: By }): Step {
  const { back, phone, place, by } = given
  return {
    text: textOf('open', given),
    possible: ({ links }) => links.length > 0,
    expect(facts) {
      const found = recent(facts.links, back)
      const link = at(facts.links, found)
      const account = accountOn(facts, phone)
      if (by === 'code' && account === null) return no(401, 'sign_in_required')
      if (!isOpen(link, facts.now)) return notOpen(facts, link, account, by)
      if (isOpenedAgain(facts, link, account)) return detailsOf(facts, found, account, place)
      if (account !== null && isTaken(link, account, facts.now)) return no(409, 'link_taken')
      markOpened(facts, link, account, TIMES.opened)
      const details = detailsOf(facts, found, account, place)
      return { ...details, notices: [{ device: link.device, event: 'LinkOpened' }] }
    },
    call: (calls, seen, facts) =>
      calls.details(phone, finderOf(seen, recent(facts.links, back), by), place),
    promises: ({ status, code }, _seen, facts) =>
      status === 200 || code === 'link_taken' ? holding(facts, phone, back, status) : null,
  }
}

/** Whether somebody holds a link request from now on, or hears that another one does. */
function holding(
  facts: Readonly<Facts>,
  phone: number,
  back: number,
  status: number,
): Promised | null {
  if (accountOn(facts, phone) === null) return null
  const kind = status === 200 ? 'held' : 'taken'
  const link = recent(facts.links, back)
  return { kind, link, person: personOn(facts, phone), now: facts.now }
}

export const CODE_UNKNOWN = [404, 'code_unknown'] as const

function notOpen(facts: Facts, link: LinkFact, account: number | null, by: By): Expected {
  if (by === 'code' && !isOwnMatch(link, account)) return no(...CODE_UNKNOWN)
  return link.gone ? no(404, 'link_unknown') : no(409, endCode(link, facts.now))
}

/** Whoever began a number match hears how it ended, by the typed code as well. */
export function isOwnMatch({ gone, match }: LinkFact, account: number | null): boolean {
  return !gone && account !== null && match?.account === account
}

/** Whoever reloads in a loop, and has it already, changes nothing. */
function isOpenedAgain({ now }: Facts, link: LinkFact, account: number | null): boolean {
  const lately = link.openedAt !== null && now < link.openedAt + TIMES.openedAgain
  const held = link.claim !== null && link.claim.until > now ? link.claim.account : null
  return lately && (account === null || held === account)
}

/** @param seconds that it shall live on at least */
export function markOpened(
  { now }: Facts,
  link: LinkFact,
  account: number | null,
  seconds: number,
): void {
  if (link.state === 'pending') link.state = 'opened'
  link.openedAt = now
  const longer = Math.min(link.createdAt + TIMES.linkInAll, now + seconds)
  link.expiresAt = Math.max(link.expiresAt, longer)
  if (account !== null) claim(link, account, now + TIMES.claim)
}

function detailsOf(facts: Facts, found: number, account: number | null, here: Place): Expected {
  const link = at(facts.links, found)
  const { expiresAt, createdAt } = link
  const { now } = facts
  const place = placeOf(facts, link, account, here)
  const verdict = riskOf(link, here)
  return yes((seen) => ({
    link_id: seen.links[found]?.linkId,
    user_code: seen.links[found]?.userCode,
    link_key: link.takesPayload ? LINK_KEY : null,
    place,
    risk: { verdict },
    started_ago: now - createdAt,
    expires_in: expiresAt - now,
  }))
}

function placeOf(facts: Facts, link: LinkFact, account: number | null, here: Place): string {
  const unsure = link.place === 'nowhere' || here === 'nowhere'
  if (!unsure && link.place === here) return 'same_network'
  if (account !== null && knowsPlace(facts, account, link.place)) return 'known_place'
  return unsure ? 'unknown' : 'other_network'
}

export function finderOf(seen: Seen, link: number, by: By): Finder {
  if (by === 'handle') return { handle: handleOf(seen, link) }
  return { user_code: seen.links[link]?.userCode ?? '' }
}

export function handleOf(seen: Seen, link: number): string {
  return seen.links[link]?.handle ?? ''
}
