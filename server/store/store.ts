import type { LinkState } from '#contract/link'

/** All moments are epoch seconds (`…At`, `now`); all hashes are 32 bytes as base64url. */

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
  /** Where the TV was when it asked; `null` when that is in doubt. */
  network: string | null
  state: Exclude<LinkState, 'expired'>
  reason: 'not_my_tv' | null
  createdAt: number
  /** The last time a phone opened the page. */
  openedAt: number | null
  expiresAt: number
}

export interface LinkDraft {
  linkId: string
  handleHash: string
  userCodeHash: string
  deviceCodeHash: string
  deviceId: string
  deviceName: string | null
  deviceModel: string | null
  network: string | null
  address: string
  createdAt: number
  expiresAt: number
  /** How many link requests this device may have made since `since`, this one included. */
  perDevice: { max: number; since: number }
  /**
   * How many devices may have asked for their first time in `network` since `since`, this one included; all whose
   * network is in doubt count as one network. `null` means any number. Known devices are never refused.
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
}

export interface SessionDraft {
  idHash: string
  accountId: string
  address: string
  now: number
  expiresAt: number
  /** How many sessions the account keeps, this one included; the least used ones beyond it end. */
  perAccount: number
}

/** An account session that has not ended, and whose it is. */
export interface SessionRecord extends Omit<AccountRecord, 'passwordHash'> {
  lastUsedAt: number
}

export interface Misses {
  count: number
  lastAt: number
}

export type ApproveOutcome =
  /** This call bound the device. */
  | { outcome: 'bound'; deviceId: string; bindingId: string }
  /** The same account approved it before, and that binding still stands: nothing was written, no session either. */
  | { outcome: 'repeated'; deviceId: string; bindingId: string }
  /** It had ended: nothing was written. `approved` means used, by whomever. */
  | { outcome: 'ended'; state: 'approved' | 'denied' | 'superseded' | 'expired' }
  | { outcome: 'unknown' }

export type DenyOutcome =
  | { outcome: 'denied'; deviceId: string; linkId: string }
  | { outcome: 'repeated' }
  | { outcome: 'ended'; state: 'approved' | 'superseded' | 'expired' }
  | { outcome: 'unknown' }

/**
 * Couchlink's memory, in verbs of its domain. Every verb is atomic by itself and what it answered survives a power
 * cut; there is no transaction to hold open from outside. A verb throws {@link StoreBusy} when the database is locked
 * or full, and any other error only when something is broken.
 */
export interface Store {
  /** To whom this device is bound, and its newest link request. Unknown devices have neither. */
  deviceState(deviceId: string): Promise<{ bound: BoundAccount | null; link: LinkRecord | null }>

  /** Ends that binding of the device, or the current one when `bindingId` is `null`; `false` when there was none. */
  unbind(deviceId: string, bindingId: string | null): Promise<boolean>

  /**
   * Writes a link request, supersedes the device's live one, and remembers the device, all in one commit.
   * `code_taken`: a live request has this user code, or any request this handle, so take a new link id.
   * Anything but `created` wrote nothing.
   */
  requestLink(
    draft: LinkDraft,
  ): Promise<'created' | 'code_taken' | 'too_many_links' | 'too_many_devices'>

  linkByHandle(handleHash: string): Promise<LinkRecord | null>

  /** Only live requests (neither ended nor past `now`) are found by user code. */
  liveLinkByUserCode(
    userCodeHash: string,
    now: number,
  ): Promise<(LinkRecord & { handleHash: string }) | null>

  /** Marks a live request as opened `now` and lets it live at least until `expiresAt`; `false` when it had ended. */
  openLink(linkId: string, now: number, expiresAt: number): Promise<boolean>

  /** One conditional write: the link request becomes approved, the device bound (an older binding replaced), the session kept. */
  approveLink(approval: {
    handleHash: string
    accountId: string
    bindingId: string
    session: SessionDraft | null
    now: number
  }): Promise<ApproveOutcome>

  /** Final: a denied request can never be approved. */
  denyLink(handleHash: string, now: number): Promise<DenyOutcome>

  accountByUsername(username: string): Promise<AccountRecord | null>

  /** Whether a device of this account made its last link request from this network. */
  accountHasDeviceIn(accountId: string, network: string): Promise<boolean>

  /** How many devices made their last link request from this address since `since`, and how many accounts used a session there. */
  crowdAt(address: string, since: number): Promise<{ devices: number; accounts: number }>

  openSession(draft: SessionDraft): Promise<void>
  sessionByHash(idHash: string, now: number): Promise<SessionRecord | null>
  /** Writes down a use of the session and lets it live until `expiresAt`. */
  touchSession(idHash: string, address: string, now: number, expiresAt: number): Promise<void>
  closeSession(idHash: string): Promise<void>

  /** Counts one miss under this key; when the last one is `windowSeconds` old, the count starts again at one. */
  countMiss(key: string, windowSeconds: number, now: number): Promise<Misses>
  /** The misses under each of these keys, in their order; zero where none or where they have run out. */
  missesOf(keys: readonly string[], now: number): Promise<Misses[]>
  forgetMisses(key: string): Promise<void>

  /**
   * Applies what config.json says, each entry once: an entry that was applied before and has not changed is left
   * alone, so that a goodbye or a new password outlives a restart. An account's profile and its password are two
   * entries; accounts are told apart by user name, and `accountId` is for those that are made.
   *
   * A `demo` account is not made where any other account exists, and is deleted with all it has when the seeds no
   * longer contain it or another account exists. Nothing else is taken away.
   *
   * Answers the devices whose account does not exist; they are applied once it does.
   */
  applySeeds(seeds: {
    accounts: readonly AccountRecord[]
    /** deviceId → user name, with the binding's id should it be made. */
    devices: readonly { deviceId: string; username: string; bindingId: string }[]
    now: number
  }): Promise<{ devicesWithoutAccount: string[] }>

  /**
   * Deletes at most `batch` rows of each kind and answers how many: link requests whose `expiresAt` is before
   * `endedBefore`, sessions and misses that ran out at `now`, and devices that are not bound and last asked before
   * `unseenBefore` (of those it looks at `batch` in each sweep). `unseenBefore` lies before `endedBefore`, and not
   * within the time in which devices are still counted.
   */
  sweep(limits: {
    now: number
    endedBefore: number
    unseenBefore: number
    batch: number
  }): Promise<number>

  /** Throws when the database does not answer. */
  ping(): Promise<void>
  /** Ends the store, after the verbs under way; it cannot be used any more. */
  close(): Promise<void>
}

/** The database is locked, full or read-only just now; nothing was written. Answered with 503 and `Retry-After`. */
export class StoreBusy extends Error {
  override name = 'StoreBusy'
}
