import type {
  ApproveOutcome,
  DenyOutcome,
  MatchAnswer,
  MatchOutcome,
  RedeemOutcome,
} from './outcomes.ts'
import type {
  AccountRecord,
  AccountSummary,
  BoundAccount,
  CodeRecord,
  DeviceSummary,
  GrantDraft,
  GrantRecord,
  LinkDraft,
  LinkRecord,
  Misses,
  SessionDraft,
  SessionRecord,
} from './records.ts'

export type * from './outcomes.ts'
export type * from './records.ts'

/**
 * Couchlink's memory, in verbs of its domain. Every verb is atomic by itself and what it answered survives a power
 * cut; there is no transaction to hold open from outside. A verb throws {@link StoreBusy} when the database is locked
 * or full, and any other error only when something is broken.
 */
export interface Store {
  /**
   * To whom this device is bound, and its newest link request. Unknown devices have neither; a device that stands in
   * the seeds is known. A disabled account has no devices.
   */
  deviceState(
    deviceId: string,
  ): Promise<{ known: boolean; bound: BoundAccount | null; link: LinkRecord | null }>

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

  /** The number match begins, and the link request lives at least as long: of all who ask, one account gets the digits. */
  startMatch(match: {
    handleHash: string
    accountId: string
    number: string
    until: number
    now: number
  }): Promise<MatchOutcome>

  /** What the person entered on the screen: one conditional write binds the device or denies the link request. */
  answerMatch(answer: {
    deviceCodeHash: string
    number: string
    bindingId: string
    now: number
  }): Promise<MatchAnswer>

  /** The newest link request with this user code whose match this account began, however it ended. */
  matchedLink(
    accountId: string,
    userCodeHash: string,
  ): Promise<(LinkRecord & { handleHash: string }) | null>

  linkByDeviceCode(deviceCodeHash: string): Promise<CodeRecord | null>

  /** One conditional write: an approved link request becomes redeemed, and its grant, if one is due, begins. */
  redeemLink(redemption: {
    deviceCodeHash: string
    grant: GrantDraft | null
    now: number
  }): Promise<RedeemOutcome>

  /** A grant that still stands: neither run out at `now` nor unbound. */
  grantById(grantId: string, now: number): Promise<GrantRecord | null>

  /** One conditional write: the refresh token with `tokenHash` gives way to the next; `false` when it was not the good one. */
  rotateGrant(rotation: {
    grantId: string
    tokenHash: string
    nextHash: string
    expiresAt: number
    now: number
  }): Promise<boolean>

  accountByUsername(username: string): Promise<AccountRecord | null>

  /** Whether a device of this account made its last link request from this network. */
  accountHasDeviceIn(accountId: string, network: string): Promise<boolean>

  /**
   * Whether more than `crowd` devices made their last link request from this address since `since`, and whether more
   * than `crowd` accounts used a session there. An OAuth client is a new device at each request, so of those (deviceId
   * `link_…`) only bound ones count.
   */
  crowdAt(
    address: string,
    since: number,
    crowd: number,
  ): Promise<{ devices: boolean; accounts: boolean }>

  /** Makes an account, and ends the demo account; `false` when the user name is taken. */
  addAccount(account: AccountRecord): Promise<boolean>
  /** At most `limit` accounts in the order of user names, after that one. */
  accounts(page: { after: string; limit: number }): Promise<AccountSummary[]>
  /** A new password ends every session of the account; `false` when there is no such account. */
  changePassword(username: string, passwordHash: string): Promise<boolean>
  /** Disabling ends every session of the account; its bindings are kept for the day it is enabled again. */
  setDisabled(username: string, disabled: boolean): Promise<boolean>
  /**
   * Deletes the account and all it has, physically, and denies the link requests it was about to match; `false` when
   * there is no such account. That its seeds were applied is remembered, or config.json would bring it back.
   */
  deleteAccount(username: string): Promise<boolean>
  /** At most `limit` devices in the order of their ids, after that one; only of `username` unless that is `null`. */
  devices(page: { username: string | null; after: string; limit: number }): Promise<DeviceSummary[]>

  /** `false` when the account was deleted, disabled or got another password meanwhile. */
  openSession(draft: SessionDraft): Promise<boolean>
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
   * `endedBefore`, sessions and misses that ran out at `now`, grants that ran out at `now` with their bindings,
   * bindings of OAuth clients (deviceId `link_…`) older than `boundBefore` that have no grant, and devices that are not
   * bound and last asked before `unseenBefore` (of those it looks at `batch` in each sweep). `unseenBefore` lies before
   * `endedBefore`, and not within the time in which devices are still counted.
   */
  sweep(limits: {
    now: number
    endedBefore: number
    boundBefore: number
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
