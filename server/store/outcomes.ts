import type { LinkEnd, LinkRecord } from './records.ts'

// What came of a conditional write.

export type ApproveOutcome =
  /** This call bound the device. */
  | { outcome: 'bound'; deviceId: string; bindingId: string }
  /** The same account approved it before, and that binding still stands: nothing was written, no session either. */
  | { outcome: 'repeated'; deviceId: string; bindingId: string }
  /** It had ended: nothing was written. `approved` means used, by whomever. */
  | { outcome: 'ended'; state: LinkEnd; reason: LinkRecord['reason'] }
  /** Another account holds it just now: nothing was written. */
  | { outcome: 'taken' }
  /** The account was deleted, disabled or got another password, or its session or key ended in the same moment: nothing was written. */
  | { outcome: 'no_account' }
  | { outcome: 'unknown' }

/** What came of opening a link request. */
export type OpenOutcome =
  | 'opened'
  /** Another account holds it just now: nothing was written. */
  | 'taken'
  | 'ended'

/** What came of adding a passkey; anything but `added` wrote nothing. */
export type PasskeyOutcome =
  | 'added'
  | 'too_many'
  /** Somebody has this credential. */
  | 'known'
  /** The session in which it was made has ended, or is another account's. */
  | 'no_session'

/** What came of registering a phone's key; only `added` wrote anything. */
export type PhoneKeyOutcome =
  | 'added'
  /** The account has it already. */
  | 'repeated'
  | 'too_many'
  /** Another account has it. */
  | 'known'
  /** The account was closed, or the session in which it was to be registered has ended. */
  | 'no_account'

export type DenyOutcome =
  | { outcome: 'denied'; deviceId: string }
  | { outcome: 'repeated' }
  | { outcome: 'ended'; state: Exclude<LinkEnd, 'denied'> }
  | { outcome: 'unknown' }

export type MatchOutcome =
  /** This account's match is under way, begun now or before, with this number. */
  | { outcome: 'matching'; deviceId: string; number: string; begun: boolean }
  /** Another account holds it, or its match is under way. */
  | { outcome: 'taken' }
  | { outcome: 'ended'; state: LinkEnd }
  | { outcome: 'no_account' }
  | { outcome: 'unknown' }

export type MatchAnswer =
  /** The right number: the device is bound. */
  | { outcome: 'bound'; deviceId: string; accountId: string; bindingId: string }
  /** The wrong one: the link request is denied. */
  | { outcome: 'missed'; deviceId: string; accountId: string }
  /** There is no match under way (any more) there: nothing was written. */
  | { outcome: 'unknown' }

export type RedeemOutcome =
  | { outcome: 'redeemed'; deviceId: string; accountId: string; bindingId: string }
  /** Not approved, redeemed before, unbound since, or the account is gone or disabled: nothing was written. */
  | { outcome: 'refused' }
