import type {
  AccountRecord,
  GrantDraft,
  LinkDraft,
  PasskeyRecord,
  PhoneKeyDraft,
  SessionDraft,
  Store,
} from '../../../server/store/store.ts'

/** When the tests take place. */
export const NOW = 1_900_000_000

/** A link request of `tv-1` that lives for 600 s; everything secret in it is derived from its id. */
export function draftLink(linkId: string, changes: Partial<LinkDraft> = {}): LinkDraft {
  return {
    linkId,
    handleHash: handleOf(linkId),
    userCodeHash: `user code of ${linkId}`,
    deviceCodeHash: codeOf(linkId),
    deviceId: 'tv-1',
    deviceName: 'Living room',
    deviceModel: null,
    clientId: 'tv',
    jkt: null,
    scope: null,
    codeChallenge: null,
    linkKey: null,
    site: null,
    network: '192.168.1.0/24',
    address: '192.168.1.20',
    country: null,
    createdAt: NOW,
    expiresAt: NOW + 600,
    perDevice: { max: 60, since: NOW - 600 },
    newDevices: null,
    ...changes,
  }
}

export function handleOf(linkId: string): string {
  return `handle of ${linkId}`
}

export function codeOf(linkId: string): string {
  return `device code of ${linkId}`
}

export function draftAccount(
  username: string,
  changes: Partial<AccountRecord> = {},
): AccountRecord {
  return {
    accountId: `account-${username}`,
    username,
    name: username.toUpperCase(),
    color: '#CCCDFD',
    passwordHash: `$argon2id$ of ${username}`,
    demo: false,
    disabled: false,
    ...changes,
  }
}

/** A session that is known by `lasting ` and its first id, as it begins with the password. */
export function draftSession(username: string, changes: Partial<SessionDraft> = {}): SessionDraft {
  const idHash = changes.idHash ?? `session of ${username}`
  return {
    sessionId: `lasting ${idHash}`,
    idHash,
    accountId: `account-${username}`,
    passwordHash: `$argon2id$ of ${username}`,
    method: 'password',
    label: null,
    replaces: null,
    address: '192.168.1.30',
    now: NOW,
    expiresAt: NOW + 86_400,
    perAccount: 50,
    ...changes,
  }
}

/** A passkey of eliza's that keeps no counter. */
export function draftPasskey(
  credentialId: string,
  changes: Partial<PasskeyRecord> = {},
): PasskeyRecord {
  return {
    credentialId,
    accountId: 'account-eliza',
    publicKey: `public key of ${credentialId}`,
    counter: 0,
    transports: ['internal'],
    label: null,
    createdAt: NOW,
    lastUsedAt: null,
    sessionId: 'lasting session of eliza',
    ...changes,
  }
}

/** A phone's key of Eliza's, registered in her session. */
export function draftPhoneKey(keyId: string, changes: Partial<PhoneKeyDraft> = {}): PhoneKeyDraft {
  return {
    keyId,
    accountId: 'account-eliza',
    publicKey: `public key of ${keyId}`,
    label: null,
    createdAt: NOW,
    issuer: null,
    sessionId: 'lasting session of eliza',
    ...changes,
  }
}

/** A grant whose tokens are good until they lie unused for 1000 s, 5000 s in all. */
export function draftGrant(grantId: string, changes: Partial<GrantDraft> = {}): GrantDraft {
  return {
    grantId,
    tokenHash: `first token of ${grantId}`,
    clientId: 'demo-tv',
    jkt: null,
    scope: null,
    expiresAt: NOW + 1000,
    endsAt: NOW + 5000,
    ...changes,
  }
}

export async function addAccounts(store: Store, ...usernames: string[]): Promise<void> {
  const accounts = usernames.map((username) => draftAccount(username))
  await store.applySeeds({ accounts, devices: [], now: NOW })
}

type Approval = Parameters<Store['approveLink']>[0]

/** An approval by that account, with the binding `binding-<link id>`, which lasts. */
export function draftApproval(
  linkId: string,
  username: string,
  changes: Partial<Approval> = {},
): Approval {
  return {
    handleHash: handleOf(linkId),
    accountId: `account-${username}`,
    bindingId: `binding-${linkId}`,
    until: null,
    sessionId: null,
    session: null,
    payload: null,
    phoneKeyId: null,
    now: NOW + 10,
    ...changes,
  }
}

/** Approves as that account. */
export function approve(store: Store, linkId: string, username: string, now = NOW + 10) {
  return store.approveLink(draftApproval(linkId, username, { now }))
}

/** Opens the page of a link request without saying who does. */
export function openLink(store: Store, linkId: string, now = NOW, expiresAt = NOW + 600) {
  return store.openLink({ linkId, now, expiresAt, claim: null })
}

/** Opens it as that account, which holds it for 120 s. */
export function claim(store: Store, linkId: string, username: string, now = NOW) {
  const held = { accountId: `account-${username}`, shown: shownAs(username), until: now + 120 }
  return store.openLink({ linkId, now, expiresAt: now + 300, claim: held })
}

/** How the screen names an account. */
export function shownAs(username: string): string {
  return `${username.charAt(0).toUpperCase()}…`
}

/** Shows a code on the device and approves it. */
export async function bind(
  store: Store,
  linkId: string,
  username: string,
  changes: Partial<LinkDraft> = {},
): Promise<void> {
  await store.requestLink(draftLink(linkId, changes))
  await approve(store, linkId, username, (changes.createdAt ?? NOW) + 10)
}

/** An app asks as the device `link_<link id>`, is approved and gets its grant, `grant of <link id>`. */
export async function bindApp(store: Store, linkId: string, username: string): Promise<void> {
  await bind(store, linkId, username, { deviceId: `link_${linkId}`, clientId: 'demo-tv' })
  const grant = draftGrant(`grant of ${linkId}`)
  await store.redeemLink({ deviceCodeHash: codeOf(linkId), grant, now: NOW + 10 })
}

type MatchDraft = Parameters<Store['startMatch']>[0]

/** The number match of that account, for 60 s; the right number is 472. */
export function draftMatch(
  linkId: string,
  username: string,
  changes: Partial<MatchDraft> = {},
): MatchDraft {
  const now = changes.now ?? NOW + 10
  return {
    handleHash: handleOf(linkId),
    accountId: `account-${username}`,
    shown: shownAs(username),
    number: '472',
    until: now + 60,
    bindingUntil: null,
    sessionId: null,
    session: null,
    payload: null,
    phoneKeyId: null,
    now,
    ...changes,
  }
}

export function match(store: Store, linkId: string, username: string, now = NOW + 10) {
  return store.startMatch(draftMatch(linkId, username, { now }))
}

/** Enters a number on the screen, for the binding `binding-<link id>`. */
export function enter(store: Store, linkId: string, number: string, now = NOW + 20) {
  return store.answerMatch({
    of: { deviceCodeHash: codeOf(linkId) },
    number,
    bindingId: `binding-${linkId}`,
    now,
  })
}

/** To whom the device is bound, by name. */
export async function boundTo(
  store: Store,
  deviceId: string,
  now = NOW + 20,
): Promise<string | null> {
  return (await store.deviceState(deviceId, now)).bound?.name ?? null
}

/** How many devices and accounts were seen there, by asking how large a crowd they are larger than. */
export async function crowdAt(
  store: Store,
  address: string,
  since: number,
): Promise<{ devices: number; accounts: number }> {
  const seen = { devices: 0, accounts: 0 }
  for (let crowd = 0; crowd < 20; crowd += 1) {
    const more = await store.crowdAt(address, since, crowd)
    if (more.devices) seen.devices += 1
    if (more.accounts) seen.accounts += 1
  }
  return seen
}
