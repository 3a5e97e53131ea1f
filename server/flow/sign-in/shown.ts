import type { Account } from '#contract/account'

import type { MyDeviceRecord } from '../../store/store.ts'
import type { Caller, Parts } from '../parts.ts'
import { passkeysHere } from './passkeys-here.ts'
import type { SignedIn } from './signed-in.ts'

/** An account as its own phone sees it: `GET` and `POST /session`, and whatever else signs a person in. */
export async function accountShown(
  parts: Parts,
  { accountId, username, name, color, session }: SignedIn,
  caller: Caller,
): Promise<Account> {
  return {
    username,
    name,
    color,
    method: session?.method ?? null,
    passkeys: await countPasskeys(parts, accountId, caller),
    new_devices: session === null ? 0 : await countNewDevices(parts, accountId, session),
  }
}

/** Whether another phone connected this TV since the person last looked at their TVs on this one. */
export function isNewTo(
  { sessionId, devicesSeenAt }: NonNullable<SignedIn['session']>,
  device: Pick<MyDeviceRecord, 'boundAt' | 'sessionId'>,
): boolean {
  return device.boundAt >= devicesSeenAt && device.sessionId !== sessionId
}

async function countPasskeys(
  parts: Parts,
  accountId: string,
  caller: Caller,
): Promise<number | null> {
  if (!('rpId' in passkeysHere(parts, caller))) return null
  return (await parts.store.passkeysOf(accountId)).length
}

/** As many as {@link isNewTo} holds for, without a list of them. */
function countNewDevices(
  { store, now }: Parts,
  accountId: string,
  { sessionId, devicesSeenAt }: NonNullable<SignedIn['session']>,
): Promise<number> {
  return store.countNewDevices({ accountId, sessionId, since: devicesSeenAt, now: now() })
}
