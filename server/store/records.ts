import type { SignInMethod } from '#contract/account'
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
  /** The address from which it asked, and the country that a proxy named; `null` on rows of older releases. */
  address: string | null
  country: string | null
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
  /** The account that acted first, masked as `E…`, and until when it holds the request; `null` before. */
  claimAccountId: string | null
  claimShown: string | null
  claimUntil: number | null
  /** The TV's ephemeral public key (`LinkKey` as JSON); `null` where it takes no payload. */
  linkKey: string | null
  /** The origin of the web page that asks; `null` for whatever is no web site. */
  site: string | null
}

/** What a device needs to know of its link request. It asks so often that nothing else is read. */
export type LinkStanding = Pick<
  LinkRecord,
  | 'linkId'
  | 'state'
  | 'reason'
  | 'openedAt'
  | 'expiresAt'
  | 'matchUntil'
  | 'claimShown'
  | 'claimUntil'
>

/** A link request as its device code shows it: with all that decides whether a token is due. */
export interface CodeRecord extends LinkRecord {
  /** Thumbprint of the key that proved itself when the link request was made (RFC 9449). */
  jkt: string | null
  /** Blank-separated, as granted. */
  scope: string | null
  /** RFC 7636 §4.2, S256. */
  codeChallenge: string | null
  /** What the approval made, until that is ended; `null` while its account is disabled. */
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
  linkKey: string | null
  site: string | null
  network: string | null
  address: string
  country: string | null
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
  /** argon2id in PHC form; `null` for an account without a password. */
  passwordHash: string | null
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
  /** Stays the same when the session gets a new id at a privilege step: what a phone did is known by it. */
  sessionId: string
  idHash: string
  accountId: string
  /** The account's password as it stood at the proof: the session is kept only while it is the same. */
  passwordHash: string | null
  method: SignInMethod
  /** What the browser seems to be. */
  label: string | null
  /** The id that this one takes the place of; that one ends in the same commit. */
  replaces: string | null
  address: string
  now: number
  /** The passkey that proved the account: the session is kept only while it stands. */
  credentialId?: string
  /** When the account was proven, where that was not just now: an OpenID provider may remember a person for weeks. */
  provenAt?: number
  expiresAt: number
  /** How many sessions the account keeps, this one included; the least used ones beyond it end. */
  perAccount: number
}

/** An account session that has not ended, and whose it is. */
export interface SessionRecord extends Omit<AccountRecord, 'disabled'> {
  sessionId: string
  method: SignInMethod
  /** When the account was last proven in it. */
  provenAt: number
  lastUsedAt: number
  /** When its person last looked at the account's devices; those bound since by other sessions are new to it. */
  devicesSeenAt: number
}

/** A session as its account sees it. */
export interface SessionSummary
  extends Pick<SessionRecord, 'sessionId' | 'method' | 'lastUsedAt'>,
    Pick<SessionDraft, 'label' | 'address'> {
  createdAt: number
}

/** A device as the account sees to which it is bound. */
export interface MyDeviceRecord {
  deviceId: string
  bindingId: string
  /** As the person calls it, `null` while it goes by its own name. */
  label: string | null
  name: string | null
  model: string | null
  clientId: string | null
  network: string | null
  address: string | null
  boundAt: number
  /** When the binding ends by itself. */
  until: number | null
  /** The last hello that was written down. */
  seenAt: number | null
  /** The session from which it was approved, or the phone's key that signed the approval; `null` without either. */
  sessionId: string | null
}

/** A device that another account has taken over; whose it is now is not said. */
export interface TakenDeviceRecord {
  deviceId: string
  /** As the person called it, or else as it called itself. */
  name: string | null
  model: string | null
  takenAt: number
}

/** A public key that proves an account (WebAuthn §4). */
export interface PasskeyRecord {
  /** base64url. */
  credentialId: string
  accountId: string
  /** COSE, as base64url. */
  publicKey: string
  /** The signature counter; 0 where the authenticator keeps none. */
  counter: number
  transports: readonly string[]
  label: string | null
  createdAt: number
  lastUsedAt: number | null
  /** The session in which it was added. */
  sessionId: string
}

/** A P-256 key that a phone keeps and signs approvals with. */
export interface PhoneKeyRecord {
  /** Its RFC 7638 thumbprint. */
  keyId: string
  accountId: string
  /** JWK, as JSON. */
  publicKey: string
  label: string | null
  createdAt: number
  lastUsedAt: number | null
  /** Which of `accountIssuers` vouched for whoever registered it; `null` for one that was registered in a session. */
  issuer: string | null
}

export interface PhoneKeyDraft extends Omit<PhoneKeyRecord, 'lastUsedAt'> {
  /** The session in which it is registered; `null` where a token of `accountIssuers` does it. */
  sessionId: string | null
}

export interface Misses {
  count: number
  lastAt: number
}

/** The states in which nothing is left to decide. */
export type LinkEnd = Exclude<LinkState, 'pending' | 'opened' | 'matching'>
