import type { Account } from '#contract/account'
import type { RiskRule } from '#contract/link'

import type { Words } from '../words.ts'
import type { Asking, Note, SeenLink } from './state.ts'

/** "Connect this TV?", or "Which code does it show?" without a link. */
export function ask(link: SeenLink | null, account: Account | null): Asking {
  return {
    at: 'asking',
    link,
    account,
    warning: null,
    methods: null,
    typed: false,
    sending: null,
    note: null,
  }
}

export function noted(
  state: Asking,
  words: Words,
  focus: Note['focus'],
  again: Note['again'] = null,
): Asking {
  return { ...state, note: { words, focus, again } }
}

/** Says what is unusual; the same tap once more goes on. */
export function warned(state: Asking, reasons: readonly RiskRule[], now: number): Asking {
  const warning = { reasons, shownAt: now }
  return noted({ ...state, warning }, [{ key: 'problem.risk_warned' }], null)
}

/** What an account's own TVs can outweigh: with one at that place, these rules have nothing to say. */
const OUTWEIGHED: readonly RiskRule[] = ['other_network', 'unknown_network']

/** The operator's rules allow no yes from here, whoever signs in. */
export function isDenied({ link, account }: Asking): boolean {
  if (link === null) return false
  const { verdict, reasons } = link.details.risk
  const mayChange = account === null && reasons.every((reason) => OUTWEIGHED.includes(reason))
  return verdict === 'deny' && !mayChange
}
