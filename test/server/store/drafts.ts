import type { AccountRecord, LinkDraft, SessionDraft, Store } from '../../../server/store/store.ts'

/** When the tests take place. */
export const NOW = 1_900_000_000

/** A link request of `tv-1` that lives for 600 s; everything secret in it is derived from its id. */
export function draftLink(linkId: string, changes: Partial<LinkDraft> = {}): LinkDraft {
  return {
    linkId,
    handleHash: handleOf(linkId),
    userCodeHash: `user code of ${linkId}`,
    deviceCodeHash: `device code of ${linkId}`,
    deviceId: 'tv-1',
    deviceName: 'Living room',
    deviceModel: null,
    network: '192.168.1.0/24',
    address: '192.168.1.20',
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
    ...changes,
  }
}

export function draftSession(username: string, changes: Partial<SessionDraft> = {}): SessionDraft {
  return {
    idHash: `session of ${username}`,
    accountId: `account-${username}`,
    address: '192.168.1.30',
    now: NOW,
    expiresAt: NOW + 86_400,
    perAccount: 50,
    ...changes,
  }
}

export async function addAccounts(store: Store, ...usernames: string[]): Promise<void> {
  const accounts = usernames.map((username) => draftAccount(username))
  await store.applySeeds({ accounts, devices: [], now: NOW })
}

/** Approves as that account, with the binding `binding-<link id>`. */
export function approve(store: Store, linkId: string, username: string, now = NOW + 10) {
  return store.approveLink({
    handleHash: handleOf(linkId),
    accountId: `account-${username}`,
    bindingId: `binding-${linkId}`,
    session: null,
    now,
  })
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

/** To whom the device is bound, by name. */
export async function boundTo(store: Store, deviceId: string): Promise<string | null> {
  return (await store.deviceState(deviceId)).bound?.name ?? null
}
