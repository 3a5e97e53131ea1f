import type { LinkState } from '#contract/link'

// What is kept. All moments are epoch seconds (`…At`); all hashes are 32 bytes as base64url.

/** Whom a device is bound to. */
export interface BoundAccount {
  bindingId: string
  accountId: string
  name: string
  color: string
}

/** A link request as it stands in the database; `state` does not know yet that time has run out. */
export interface LinkRecord {
  linkId: string
  deviceId: string
  deviceName: string | null
  deviceModel: string | null
  /** The OAuth client that asked; `tv` for a TV with its own key. */
  clientId: string
  /** Where the TV was when it asked; `null` when that is in doubt. */
  network: string | null
  state: Exclude<LinkState, 'expired'>
  reason: 'not_my_tv' | 'match_missed' | null
  createdAt: number
  /** The last time a phone opened the page. */
  openedAt: number | null
  expiresAt: number
  /** The number match, from the moment it begins; all three are `null` before. */
  matchAccountId: string | null
  matchNumber: string | null
  matchUntil: number | null
}

/** A link request as its device code shows it: with all that decides whether a token is due. */
export interface CodeRecord extends LinkRecord {
  /** Thumbprint of the key that proved itself when the link request was made (RFC 9449). */
  jkt: string | null
  /** Blank-separated, as granted. */
  scope: string | null
  /** RFC 7636 §4.2, S256. */
  codeChallenge: string | null
  /** What the approval made, while it stands and its account is not disabled. */
  bound: { bindingId: string; accountId: string } | null
}

/** One app's lasting right to an account on one device: the family of its refresh tokens. */
export interface GrantDraft {
  grantId: string
  /** SHA-256 of the refresh token that is good now. */
  tokenHash: string
  clientId: string
  jkt: string | null
  scope: string | null
  /** It ends when it was not used up to here, … */
  expiresAt: number
  /** … and here in any case, also where `expiresAt` is later. */
  endsAt: number
}

export interface GrantRecord extends GrantDraft {
  /** The refresh token before the last rotation, and when that was. */
  previousHash: string | null
  rotatedAt: number | null
  deviceId: string
  bindingId: string
  accountId: string
  /** Its account is, so that it gives nothing until that is enabled again; it can be ended meanwhile. */
  disabled: boolean
}

export interface LinkDraft {
  linkId: string
  handleHash: string
  userCodeHash: string
  deviceCodeHash: string
  deviceId: string
  deviceName: string | null
  deviceModel: string | null
  clientId: string
  jkt: string | null
  scope: string | null
  codeChallenge: string | null
  network: string | null
  address: string
  createdAt: number
  expiresAt: number
  /**
   * How many link requests this device may have made since `since`, this one included; `null` for a device that begins
   * with this very request.
   */
  perDevice: { max: number; since: number } | null
  /**
   * How many devices may have asked for their first time in `network` since `since`, this one included; all whose
   * network is in doubt count as one network, and those of OAuth clients (deviceId `link_…`) are counted apart. `null`
   * means any number. Known devices are never refused.
   */
  newDevices: { max: number; since: number } | null
}

export interface AccountRecord {
  accountId: string
  username: string
  name: string
  color: string
  /** argon2id in PHC form. */
  passwordHash: string
  demo: boolean
  /** Nobody signs in to it, and its devices are bound to nobody, until it is enabled again. */
  disabled: boolean
}

/** An account as an operator sees it. */
export interface AccountSummary extends Omit<AccountRecord, 'passwordHash'> {
  devices: number
  sessions: number
}

/** A device as an operator sees it; name and model are what it said with its last link request. */
export interface DeviceSummary {
  deviceId: string
  name: string | null
  model: string | null
  /** The OAuth client of its last link request, `tv` for a TV with its own key; `null` before the first. */
  clientId: string | null
  username: string | null
  boundAt: number | null
  /** Where and when it last asked for a link request. */
  network: string | null
  askedAt: number | null
}

export interface SessionDraft {
  idHash: string
  accountId: string
  /** What the person has just proven the account with: the session is kept only while that is its password. */
  passwordHash: string
  address: string
  now: number
  expiresAt: number
  /** How many sessions the account keeps, this one included; the least used ones beyond it end. */
  perAccount: number
}

/** An account session that has not ended, and whose it is. */
export interface SessionRecord extends Omit<AccountRecord, 'passwordHash' | 'disabled'> {
  lastUsedAt: number
}

export interface Misses {
  count: number
  lastAt: number
}

/** The states in which nothing is left to decide. */
export type LinkEnd = Exclude<LinkState, 'pending' | 'opened' | 'matching'>
