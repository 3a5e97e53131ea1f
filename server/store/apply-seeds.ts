import type { Kysely } from 'kysely'

import { findByUsername } from './account-queries.ts'
import { insertAccount } from './add-account.ts'
import {
  type AppliedSeeds,
  appliedSeeds,
  deviceKey,
  passwordKey,
  profileKey,
} from './applied-seeds.ts'
import { bindDevice } from './bind-device.ts'
import { endDemo } from './end-demo.ts'
import { prepareQuery } from './prepared-query.ts'
import type { AccountRecord, Store } from './store.ts'
import type { Tables } from './tables.ts'

type Seeds = Parameters<Store['applySeeds']>[0]

/**
 * Seeds add and change, they never take away: who is no longer in config.json keeps account and binding, for the
 * database is their home by then. The demo account is the exception, because its password is known to everyone.
 */
export function applySeeds(db: Kysely<Tables>): Store['applySeeds'] {
  const findAccount = prepareQuery(db, findByUsername)
  const bind = bindDevice(db)

  return (seeds) =>
    db.transaction().execute(async (on) => {
      const accounts = await withoutDemoBesideOthers(on, seeds.accounts)
      const kept = accounts.filter(({ demo }) => demo).map(({ username }) => username)
      await endDemo(on, kept)
      const applied = await appliedSeeds(on)

      for (const seed of accounts) {
        await applyAccount(on, applied, seed)
      }

      const devicesWithoutAccount: string[] = []
      for (const { deviceId, username, bindingId } of seeds.devices) {
        const account = (await findAccount(on, { username })).rows[0]
        if (account === undefined) devicesWithoutAccount.push(deviceId)
        else if (await applied.changes(deviceKey(deviceId), username)) {
          await rememberDevice(on, deviceId)
          const { accountId } = account
          const lasting = { until: null, sessionId: null }
          await bind(on, { deviceId, bindingId, accountId, ...lasting, now: seeds.now })
        }
      }
      return { devicesWithoutAccount }
    })
}

/** The demo account is for trying out: where somebody has an account of their own, there is none. */
async function withoutDemoBesideOthers(
  on: Kysely<Tables>,
  accounts: Seeds['accounts'],
): Promise<Seeds['accounts']> {
  const own = accounts.filter((account) => !account.demo)
  if (own.length > 0) return own
  const found = await on
    .selectFrom('accounts')
    .select('account_id')
    .where('demo', '=', 0)
    .limit(1)
    .executeTakeFirst()
  return found === undefined ? accounts : []
}

/** Profile and password apart, so that a new colour does not bring back an old password. */
async function applyAccount(
  on: Kysely<Tables>,
  applied: AppliedSeeds,
  seed: AccountRecord,
): Promise<void> {
  const { username, name, color, passwordHash } = seed
  const newProfile = await applied.changes(profileKey(username), JSON.stringify([name, color]))
  const newPassword = await applied.changes(passwordKey(username), passwordHash ?? '')
  if (!newProfile && !newPassword) return
  // Whether an account is disabled is not for config.json to say.
  await insertAccount(on, { ...seed, disabled: false })
    .onConflict((conflict) =>
      conflict.column('username').doUpdateSet({
        ...(newProfile ? { name, color } : {}),
        ...(newPassword ? { password_hash: passwordHash ?? '' } : {}),
      }),
    )
    .execute()
}

function rememberDevice(on: Kysely<Tables>, deviceId: string) {
  return on
    .insertInto('devices')
    .values({ device_id: deviceId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
