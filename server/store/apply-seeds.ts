import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'

import { findByUsername } from './account-queries.ts'
import { upsertBinding } from './approve-link.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { AccountRecord, Store } from './store.ts'
import type { Tables } from './tables.ts'

type Seeds = Parameters<Store['applySeeds']>[0]

/**
 * Seeds add and change, they never take away: who is no longer in config.json keeps account and binding, for the
 * database is their home by then. The demo account is the exception, because its password is known to everyone.
 */
export function applySeeds(db: Kysely<Tables>): Store['applySeeds'] {
  const findAccount = prepareQuery(db, findByUsername)
  const bind = prepareQuery(db, upsertBinding)

  return (seeds) =>
    db.transaction().execute(async (on) => {
      const accounts = await withoutDemoBesideOthers(on, seeds.accounts)
      await removeDemo(on, accounts, seeds.devices)
      const applied = await appliedSeeds(on)

      for (const seed of accounts) {
        await applyAccount(on, applied, seed)
      }

      const devicesWithoutAccount: string[] = []
      for (const { deviceId, username, bindingId } of seeds.devices) {
        const account = (await findAccount(on, { username })).rows[0]
        if (account === undefined) devicesWithoutAccount.push(deviceId)
        else if (await applied.changes(`device:${deviceId}`, username)) {
          await rememberDevice(on, deviceId)
          const { accountId } = account
          await bind(on, { deviceId, bindingId, accountId, now: seeds.now })
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

/** With the account go its bindings and sessions, and the memory that its seeds were applied. */
async function removeDemo(
  on: Kysely<Tables>,
  accounts: Seeds['accounts'],
  devices: Seeds['devices'],
): Promise<void> {
  const kept = new Set(accounts.filter(({ demo }) => demo).map(({ username }) => username))
  const demo = await on.selectFrom('accounts').select('username').where('demo', '=', 1).execute()
  for (const { username } of demo) {
    if (kept.has(username)) continue
    await on.deleteFrom('accounts').where('username', '=', username).execute()
    const keys = devices
      .filter((device) => device.username === username)
      .map(({ deviceId }) => `device:${deviceId}`)
    for (const key of [`profile:${username}`, `password:${username}`, ...keys]) {
      await on.deleteFrom('seeds').where('key', '=', key).execute()
    }
  }
}

/** Profile and password apart, so that a new colour does not bring back an old password. */
async function applyAccount(
  on: Kysely<Tables>,
  applied: AppliedSeeds,
  seed: AccountRecord,
): Promise<void> {
  const { username, name, color, passwordHash } = seed
  const newProfile = await applied.changes(`profile:${username}`, JSON.stringify([name, color]))
  const newPassword = await applied.changes(`password:${username}`, passwordHash)
  if (!newProfile && !newPassword) return
  await on
    .insertInto('accounts')
    .values({
      account_id: seed.accountId,
      username,
      name,
      color,
      password_hash: passwordHash,
      demo: seed.demo ? 1 : 0,
    })
    .onConflict((conflict) =>
      conflict.column('username').doUpdateSet({
        ...(newProfile ? { name, color } : {}),
        ...(newPassword ? { password_hash: passwordHash } : {}),
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

interface AppliedSeeds {
  /** Whether this entry is new or says something else than last time; from now on it counts as applied. */
  changes(key: string, text: string): Promise<boolean>
}

async function appliedSeeds(on: Kysely<Tables>): Promise<AppliedSeeds> {
  const rows = await on.selectFrom('seeds').select(['key', 'digest']).execute()
  const digests = new Map(rows.map(({ key, digest }) => [key, digest]))
  const apply = prepareQuery(on, upsertSeed)
  return {
    async changes(key, text) {
      const digest = createHash('sha256').update(text).digest('base64url')
      if (digests.get(key) === digest) return false
      await apply(on, { key, digest })
      return true
    },
  }
}

function upsertSeed(db: Kysely<Tables>, parameter: Parameter<{ key: string; digest: string }>) {
  return db
    .insertInto('seeds')
    .values({ key: parameter('key'), digest: parameter('digest') })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({ digest: eb.ref('excluded.digest') })),
    )
}
