import type { MyDevice, MyDevices, TakenDevice } from '#contract/device'
import { TV_CLIENT } from '#contract/token'

import type { MyDeviceRecord } from '../../store/store.ts'
import { maskedAddress } from '../../trust/masked-address.ts'
import type { Caller, Parts } from '../parts.ts'
import { isNewTo } from '../sign-in/shown.ts'
import type { SignedIn } from '../sign-in/signed-in.ts'

/**
 * The account's TVs, those connected last first, and those that other accounts have taken over. To look at them here
 * makes none of them less new.
 */
export async function myDevices(
  parts: Parts,
  account: SignedIn,
  caller: Caller,
): Promise<MyDevices> {
  const { accountId } = account
  const records = await parts.store.devicesOf(accountId, parts.now())
  return {
    devices: records.map((record) => shown(parts, record, account, caller)),
    taken: await takenFrom(parts, accountId),
  }
}

/** The account's former TVs, as it is told of them. */
export async function takenFrom({ store, now }: Parts, accountId: string): Promise<TakenDevice[]> {
  const records = await store.takenFrom(accountId, now())
  return records.map(({ deviceId, name, model, takenAt }) => ({
    id: deviceId,
    name,
    model,
    taken_at: takenAt,
  }))
}

function shown(
  parts: Parts,
  record: MyDeviceRecord,
  { session }: SignedIn,
  { network }: Caller,
): MyDevice {
  const seenAt = parts.presence.lastSeen(record.deviceId) ?? record.seenAt
  return {
    id: record.deviceId,
    name: record.label ?? record.name,
    model: record.model,
    app: appName(parts, record.clientId),
    address: record.address === null ? null : maskedAddress(record.address),
    here: record.network !== null && record.network === network.key,
    bound_at: record.boundAt,
    until: record.until,
    seen_at: seenAt,
    on: seenAt !== null && seenAt + parts.config.presence.onSeconds > parts.now(),
    new: session !== null && isNewTo(session, record),
  }
}

/** An app that has been taken out of config.json goes by its `client_id`. */
function appName({ config }: Parts, clientId: string | null): string | null {
  if (clientId === null || clientId === TV_CLIENT) return null
  return Object.hasOwn(config.clients, clientId)
    ? (config.clients[clientId]?.name ?? clientId)
    : clientId
}
