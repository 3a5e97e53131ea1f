import type { Finder } from '../calls.ts'
import { PHONES, type Place, TIMES } from '../cast.ts'
import { at, type Facts, type LinkFact, recent } from '../facts.ts'
import { accountOf, endCode, isInUse, isOpen } from '../rules.ts'
import type { Seen } from '../seen.ts'
import { type Expected, no, type Step, textOf, yes } from './step.ts'

export type By = 'handle' | 'code'

/** A person signs in on a phone. */
export function signIn(given: { phone: number; place: Place }): Step {
  const { phone, place } = given
  return {
    text: textOf('signIn', given),
    possible: () => true,
    expect(facts) {
      const account = accountBehind(facts, phone)
      if (account === null) return no(401, 'sign_in_failed')
      at(facts.phones, phone).session = account
      return yes(() => ({ username: PHONES[phone] }))
    },
    call: (calls) => calls.signIn(phone, place),
  }
}

/** The account that the person of this phone can sign in to. */
export function accountBehind(facts: Facts, phone: number): number | null {
  const account = accountOf(facts, at(PHONES, phone))
  return account !== null && isInUse(at(facts.accounts, account)) ? account : null
}

/** A phone opens the page by the QR, or asks for it by the code that somebody typed. */
export function open(given: { back: number; phone: number; place: Place; by: By }): Step {
  const { back, phone, place, by } = given
  return {
    text: textOf('open', given),
    possible: ({ links }) => links.length > 0,
    expect(facts) {
      const found = recent(facts.links, back)
      const link = at(facts.links, found)
      if (by === 'code') {
        const { session } = at(facts.phones, phone)
        if (session === null) return no(401, 'sign_in_required')
        if (isOpen(link, facts.now)) return detailsOf(facts, found, place)
        return no(...(isOwnMatch(link, session) ? ended(link, facts) : CODE_UNKNOWN))
      }
      if (link.gone) return no(404, 'link_unknown')
      if (!isOpen(link, facts.now)) return no(409, endCode(link, facts.now))
      if (link.openedAt !== null && facts.now < link.openedAt + TIMES.openedAgain) {
        return detailsOf(facts, found, place)
      }
      markOpened(link, facts.now)
      const details = detailsOf(facts, found, place)
      return { ...details, notices: [{ device: link.device, event: 'LinkOpened' }] }
    },
    call: (calls, seen, facts) =>
      calls.details(phone, finderOf(seen, recent(facts.links, back), by), place),
  }
}

export const CODE_UNKNOWN = [404, 'code_unknown'] as const

function ended(link: LinkFact, { now }: Facts): readonly [status: number, code: string] {
  return [409, endCode(link, now)]
}

/** Whoever began a number match hears how it ended, by the typed code as well. */
export function isOwnMatch({ gone, match }: LinkFact, account: number): boolean {
  return !gone && match?.account === account
}

function markOpened(link: LinkFact, now: number): void {
  if (link.state === 'pending') link.state = 'opened'
  link.openedAt = now
  const longer = Math.min(link.createdAt + TIMES.linkInAll, now + TIMES.opened)
  link.expiresAt = Math.max(link.expiresAt, longer)
}

function detailsOf({ links, now }: Facts, found: number, place: Place): Expected {
  const link = at(links, found)
  const unsure = link.place === 'nowhere' || place === 'nowhere'
  const near = link.place === place ? 'same_network' : 'other_network'
  return yes((seen) => ({
    link_id: seen.links[found]?.linkId,
    user_code: seen.links[found]?.userCode,
    place: unsure ? 'unknown' : near,
    started_ago: now - link.createdAt,
    expires_in: link.expiresAt - now,
  }))
}

export function finderOf(seen: Seen, link: number, by: By): Finder {
  if (by === 'handle') return { handle: handleOf(seen, link) }
  return { user_code: seen.links[link]?.userCode ?? '' }
}

export function handleOf(seen: Seen, link: number): string {
  return seen.links[link]?.handle ?? ''
}
