import { usernameKey } from '../flow/sign-in/username.ts'
import type { DeviceSummary } from '../store/store.ts'
import { listed } from './listed.ts'
import { noSuchAccount } from './no-such.ts'
import { done, type Outcome } from './outcome.ts'
import { moment, table } from './table.ts'
import { withStore } from './with-store.ts'

/** @param wish.account lists the devices of this account alone */
export function listDevices({ account }: { account?: string }): Promise<Outcome> {
  const username = account === undefined ? null : usernameKey(account)
  return withStore(async (store) => {
    if (username !== null && (await store.accountByUsername(username)) === null) {
      return noSuchAccount(username)
    }
    const { rows, note } = await listed(
      (after, limit) => store.devices({ username, after, limit }),
      ({ deviceId }) => deviceId,
    )
    if (rows.length === 0) {
      const text =
        username === null
          ? 'No devices yet. A TV is listed from the first code it has shown.'
          : `${username} has no devices.`
      return done([], text, note)
    }
    return done(rows, table(COLUMNS, rows.map(cellsOf)), note)
  })
}

const COLUMNS = [
  { heading: 'device' },
  { heading: 'account' },
  { heading: 'bound' },
  { heading: 'name' },
  { heading: 'model' },
  { heading: 'app' },
  { heading: 'last asked' },
  { heading: 'from' },
]

/** Name and model stand in quotes: they are what the device says of itself. */
function cellsOf(device: DeviceSummary): string[] {
  return [
    device.deviceId,
    device.username ?? '–',
    moment(device.boundAt),
    quoted(device.name),
    quoted(device.model),
    device.clientId ?? '–',
    moment(device.askedAt),
    device.network ?? '–',
  ]
}

function quoted(text: string | null): string {
  return text === null ? '–' : `"${text}"`
}
