import type { SignInMethod } from '#contract/account'
import type { TakenDevice } from '#contract/device'
import type { PhoneKey } from '#contract/phone-key'

import { type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import { isFresh, type SignedIn } from '../sign-in/signed-in.ts'
import { takenFrom } from './my-devices.ts'
import { phoneKeyShown } from './my-keys.ts'

/** All that is kept about an account, without what proves it. Moments are epoch seconds. */
export interface AccountExport {
  exported_at: number
  account: {
    id: string
    username: string
    name: string
    color: string
    password: boolean
    /** Whether it signs in by QR where that has to be switched on. */
    site_sign_in: boolean
  }
  /** Who this is at the operator's OpenID provider; `null` for an account of this house. */
  identity: { issuer: string; subject: string } | null
  devices: {
    id: string
    /** As the person calls it, and what it says of itself. */
    label: string | null
    name: string | null
    model: string | null
    /** The `client_id` of its app. */
    client: string | null
    network: string | null
    address: string | null
    bound_at: number
    until: number | null
    seen_at: number | null
  }[]
  sessions: {
    id: string
    label: string | null
    method: SignInMethod
    address: string
    created_at: number
    last_used_at: number
  }[]
  passkeys: {
    id: string
    label: string | null
    transports: readonly string[]
    created_at: number
    last_used_at: number | null
  }[]
  phone_keys: PhoneKey[]
  /** The networks where a number match was passed, as the server tells networks apart. */
  places: { network: string; matched_at: number }[]
  /** TVs that were connected to another account since, while the account has not looked at that. */
  taken: TakenDevice[]
}

/** The account's own copy of its data. Addresses are whole here: it is the person's own record. */
export async function exportAccount(
  parts: Parts,
  signedIn: SignedIn,
  caller: Caller,
): Promise<AccountExport | Refusal> {
  if (!isFresh(parts, signedIn)) return reauthenticate(parts, signedIn, caller)
  const { store } = parts
  const { accountId, username } = signedIn
  const now = parts.now()
  const account = await store.accountByUsername(username)
  if (account?.accountId !== accountId) return refuse('sign_in_required')
  const { name, color, passwordHash } = account
  const { identity, places } = await store.keptAbout(accountId)
  return {
    exported_at: now,
    account: {
      id: accountId,
      username,
      name,
      color,
      password: passwordHash !== null,
      site_sign_in: await store.signsInByQr(accountId),
    },
    identity,
    devices: await devicesOf(parts, accountId, now),
    sessions: (await store.sessionsOf(accountId, now)).map((session) => ({
      id: session.sessionId,
      label: session.label,
      method: session.method,
      address: session.address,
      created_at: session.createdAt,
      last_used_at: session.lastUsedAt,
    })),
    passkeys: (await store.passkeysOf(accountId)).map((passkey) => ({
      id: passkey.credentialId,
      label: passkey.label,
      transports: passkey.transports,
      created_at: passkey.createdAt,
      last_used_at: passkey.lastUsedAt,
    })),
    phone_keys: (await store.phoneKeysOf(accountId)).map(phoneKeyShown),
    places: places.map(({ network, matchedAt }) => ({ network, matched_at: matchedAt })),
    taken: await takenFrom(parts, accountId),
  }
}

async function devicesOf(
  { store, presence }: Parts,
  accountId: string,
  now: number,
): Promise<AccountExport['devices']> {
  const devices = await store.devicesOf(accountId, now)
  return devices.map((device) => ({
    id: device.deviceId,
    label: device.label,
    name: device.name,
    model: device.model,
    client: device.clientId,
    network: device.network,
    address: device.address,
    bound_at: device.boundAt,
    until: device.until,
    seen_at: presence.lastSeen(device.deviceId) ?? device.seenAt,
  }))
}
