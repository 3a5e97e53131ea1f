import type {
  ApproveOutcome,
  DenyOutcome,
  MatchAnswer,
  MatchOutcome,
  OpenOutcome,
  PasskeyOutcome,
  PhoneKeyOutcome,
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
  LinkStanding,
  Misses,
  MyDeviceRecord,
  PasskeyRecord,
  PhoneKeyDraft,
  PhoneKeyRecord,
  SessionDraft,
  SessionRecord,
  SessionSummary,
  TakenDeviceRecord,
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
   * the seeds is known. A disabled account has no devices, and a binding that has run out at `now` is none.
   */
  deviceState(
    deviceId: string,
    now: number,
  ): Promise<{ known: boolean; bound: BoundAccount | null; link: LinkStanding | null }>

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

  /**
   * One conditional write: marks a live request as opened `now` and lets it live at least until `expiresAt`. With a
   * `claim` the account holds it from now on, unless another one does.
   *
   * @param opening.claim `shown` is the account's name, masked, for the screen
   */
  openLink(opening: {
    linkId: string
    now: number
    expiresAt: number
    claim: { accountId: string; shown: string; until: number } | null
  }): Promise<OpenOutcome>

  /**
   * One conditional write: the link request becomes approved, the device bound (an older binding replaced), the session
   * kept. Another account's claim is in the way until it runs out.
   */
  approveLink(approval: {
    handleHash: string
    accountId: string
    bindingId: string
    /** When the binding ends by itself. */
    until: number | null
    /** The session that approves, known by its lasting id; `null` without one. It counts where `session` is `null`. */
    sessionId: string | null
    /** The session that begins with the approval. */
    session: SessionDraft | null
    /** Sealed for the TV; kept with the approval, or not at all. */
    payload: string | null
    /** The phone's key that signed the approval; it counts only while it stands. */
    phoneKeyId: string | null
    now: number
  }): Promise<ApproveOutcome>

  /** What the approval brought for the TV: only for the device that asked, and while the binding stands that it made. */
  payloadOf(asked: { linkId: string; deviceId: string; now: number }): Promise<string | null>

  /** Final: a denied request can never be approved, and what a match under way has brought for the TV is erased. */
  denyLink(handleHash: string, now: number): Promise<DenyOutcome>

  /**
   * One conditional write: the device's own live link request is superseded, as if it had asked for another; `false` when
   * that is not there (any more), and then nothing was written.
   */
  cancelLink(cancelling: { linkId: string; deviceId: string; now: number }): Promise<boolean>

  /**
   * The number match begins, and the link request lives at least as long: of all who ask, one account gets the digits,
   * and with them the claim. `bindingUntil` and `sessionId` are kept for the binding, as in {@link Store.approveLink}.
   */
  startMatch(match: {
    handleHash: string
    accountId: string
    /** The account's name, masked, for the screen. */
    shown: string
    number: string
    until: number
    bindingUntil: number | null
    /** As in {@link Store.approveLink}; one that begins with this yes need not be kept by now. */
    sessionId: string | null
    session: SessionDraft | null
    /** Sealed for the TV; it gets it only when the match is won. */
    payload: string | null
    phoneKeyId: string | null
    now: number
  }): Promise<MatchOutcome>

  /**
   * What the person entered on the screen: one conditional write binds the device or denies the link request. Bound, the
   * TV's network is a place of the account from now on (see {@link Store.accountKnows}). An account that was disabled
   * meanwhile, or whose session or phone's key has ended, wins nothing.
   *
   * @param answer.of the request by its device code, or the device's own by its link id
   */
  answerMatch(answer: {
    of: { deviceCodeHash: string } | { linkId: string; deviceId: string }
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

  /**
   * One conditional write: a web site's one-time key, good until `until`, for an approved link request whose binding stands.
   * It takes the place of an earlier one; `false` when nothing is there to give it for.
   */
  giveCode(giving: {
    deviceCodeHash: string
    codeHash: string
    until: number
    now: number
  }): Promise<boolean>

  /**
   * The link request behind a one-time key that is good at `now`. One that was redeemed is found by its last key until it is
   * swept, so that whoever brings that a second time is noticed.
   */
  linkByCode(
    codeHash: string,
    now: number,
  ): Promise<(CodeRecord & { deviceCodeHash: string }) | null>

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
  /** Whether the account's person has switched sign-in by QR on, where that is asked for. */
  signsInByQr(accountId: string): Promise<boolean>
  /** Switches it on or off. */
  setSignsInByQr(accountId: string, on: boolean): Promise<void>

  /**
   * Whether this network is a place of the account: a device that is bound to it made its last link request there, or it
   * passed a number match with a TV there at `matchedSince` or later.
   */
  accountKnows(place: {
    accountId: string
    network: string
    matchedSince: number
    now: number
  }): Promise<boolean>

  /** The account's devices, those bound last first; a thousand at most. */
  devicesOf(accountId: string, now: number): Promise<MyDeviceRecord[]>
  /** How many of them were bound at `since` or later, and not by this session. */
  countNewDevices(to: {
    accountId: string
    sessionId: string
    since: number
    now: number
  }): Promise<number>
  /** Gives a device of the account another name; `false` when it is not bound to it. */
  labelDevice(accountId: string, deviceId: string, label: string): Promise<boolean>
  /** Ends the account's binding of that device, or of all of them with `null`; answers which devices were bound. */
  unbindFrom(accountId: string, deviceId: string | null): Promise<string[]>
  /**
   * The devices that other accounts have taken over from this one by an approval, in the week before `now` and the last
   * first; fifty at most. One that has come back is none of them.
   */
  takenFrom(accountId: string, now: number): Promise<TakenDeviceRecord[]>
  /** The account has heard of what was taken over before `heardAt`. */
  forgetTaken(accountId: string, heardAt: number): Promise<void>
  /**
   * "This wasn't me": in one commit the binding ends, and with it the session that approved it and every session that
   * stems from that one by a passkey (`lineage.ts`), with all that they have bound, won and begun to match, and every
   * passkey and phone's key that was added in them, with what that key has approved. Where such a key approved it, that
   * key is removed and all it has led to. Never the session that asks (`keepSessionId`). `null` when the device is not
   * bound to the account.
   */
  disownDevice(disowning: { accountId: string; deviceId: string; keepSessionId: string }): Promise<{
    devices: string[]
    sessions: number
    passkeys: number
    phoneKeys: number
  } | null>
  /** Writes down when these devices were last seen; unknown ones are passed over. */
  markSeen(seen: readonly (readonly [deviceId: string, at: number])[]): Promise<void>
  /** Ends at most `limit` bindings that have run out at `now`; answers their devices. */
  endDueBindings(now: number, limit: number): Promise<string[]>

  /**
   * Whether more than `crowd` devices made their last link request from this address since `since`, and whether more
   * than `crowd` accounts used a session there. An OAuth client is a new device at each request, so of those (deviceId
   * `link_…`) only bound ones count; one whose time is up counts until {@link Store.endDueBindings}.
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
  /**
   * The same from a phone: every session ends but `session`, which begins in the same commit and was drafted with the
   * password that is replaced; `false` when the account is gone, disabled or has another one by now, or when the session
   * that `session` replaces has ended.
   */
  replacePassword(passwordHash: string, session: SessionDraft): Promise<boolean>
  /**
   * The account of a person at an OpenID provider, made from `account` when there is none yet. Name and colour follow
   * the provider; the user name stays. `username_taken`: another account has it, and nothing was written.
   */
  accountOfIdentity(identity: {
    issuer: string
    subject: string
    account: AccountRecord
  }): Promise<AccountRecord | 'username_taken'>
  /** Disabling ends every session of the account; its bindings are kept for the day it is enabled again. */
  setDisabled(username: string, disabled: boolean): Promise<boolean>
  /**
   * Deletes the account and all it has, physically, and denies the link requests it was about to match, its claims being
   * released; `false` when there is no such account. Its misses are those under `match:<accountId>` and
   * `code:account:<accountId>`. That its seeds were applied is remembered, or config.json would bring it back.
   */
  deleteAccount(username: string): Promise<boolean>
  /**
   * The same from a phone: answers the devices that were bound, or `null` when that session of the account has ended.
   */
  deleteOwnAccount(own: {
    accountId: string
    sessionId: string
    now: number
  }): Promise<string[] | null>
  /**
   * What is kept about the account beside its profile, devices, sessions and passkeys: who it is at an OpenID provider
   * (`null` for a local account), and the networks where it has won a match, newest first and fifty at most.
   */
  keptAbout(accountId: string): Promise<{
    identity: { issuer: string; subject: string } | null
    places: { network: string; matchedAt: number }[]
  }>
  /**
   * At most `limit` devices in the order of their ids, after that one; only of `username` unless that is `null`. A
   * binding that has run out is listed until {@link Store.endDueBindings}.
   */
  devices(page: { username: string | null; after: string; limit: number }): Promise<DeviceSummary[]>

  /** `false` when the account was deleted, disabled or got another password meanwhile. */
  openSession(draft: SessionDraft): Promise<boolean>
  sessionByHash(idHash: string, now: number): Promise<SessionRecord | null>
  /** Writes down a use of the session and lets it live until `expiresAt`. */
  touchSession(idHash: string, address: string, now: number, expiresAt: number): Promise<void>
  closeSession(idHash: string): Promise<void>
  /** The account gives up what it holds (see {@link Store.openLink}); its number matches go on. */
  releaseClaims(accountId: string): Promise<void>
  /** The account's sessions, those used last first. */
  sessionsOf(accountId: string, now: number): Promise<SessionSummary[]>
  /** Ends a session of the account, or with `null` all of them but `keepSessionId`; answers how many. */
  endSessions(
    accountId: string,
    sessionId: string | null,
    keepSessionId: string | null,
  ): Promise<number>
  /** From now on, the devices that are bound by `now` are not new to this session any more. */
  devicesSeen(sessionId: string, now: number): Promise<void>

  /** Adds a passkey, unless the session in which it was made (`passkey.sessionId`) has ended at `createdAt`. */
  addPasskey(passkey: PasskeyRecord, perAccount: number): Promise<PasskeyOutcome>
  /** A passkey and whose it is. */
  passkeyById(
    credentialId: string,
  ): Promise<{ passkey: PasskeyRecord; account: AccountRecord } | null>
  /** Notes a use; `false` when its counter did not grow (WebAuthn §6.1.1): unless both are 0, somebody has a copy. */
  usePasskey(use: { credentialId: string; counter: number; now: number }): Promise<boolean>
  /** The account's passkeys, oldest first. */
  passkeysOf(accountId: string): Promise<PasskeyRecord[]>
  /** `last`: the account has neither password nor other passkey nor identity, and nothing was written. */
  removePasskey(accountId: string, credentialId: string): Promise<'removed' | 'last' | 'unknown'>

  /** Registers a key that a phone signs approvals with, unless whoever does so is out by now. */
  addPhoneKey(key: PhoneKeyDraft, perAccount: number): Promise<PhoneKeyOutcome>
  /** Such a key and whose it is. */
  phoneKeyById(keyId: string): Promise<{ key: PhoneKeyRecord; account: AccountRecord } | null>
  /** The account's keys, oldest first. */
  phoneKeysOf(accountId: string): Promise<PhoneKeyRecord[]>
  /** What it has approved stays; `false` when it is not the account's. */
  removePhoneKey(accountId: string, keyId: string): Promise<boolean>

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
   * bindings of OAuth clients (deviceId `link_…`) older than `boundBefore` that have no grant, places of matches that were
   * won before `placesBefore`, takeovers of which {@link Store.takenFrom} tells no more at `now`, and devices that are not bound and last asked before `unseenBefore` (of those it looks at
   * `batch` in each sweep). `unseenBefore` lies before `endedBefore`, and not within the time in which devices are still
   * counted. Bindings that have run out are left to {@link Store.endDueBindings}, because their devices are to be told.
   */
  sweep(limits: {
    now: number
    endedBefore: number
    boundBefore: number
    unseenBefore: number
    placesBefore: number
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
