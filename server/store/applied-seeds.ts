import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Tables } from './tables.ts'

export interface AppliedSeeds {
  /** Whether this entry is new or says something else than last time; from now on it counts as applied. */
  changes(key: string, text: string): Promise<boolean>
}

/** What of config.json has been applied before, as of the beginning of this transaction. */
export async function appliedSeeds(on: Kysely<Tables>): Promise<AppliedSeeds> {
  const rows = await on.selectFrom('seeds').select(['key', 'digest']).execute()
  const digests = new Map(rows.map(({ key, digest }) => [key, digest]))
  const apply = prepareQuery(on, upsertSeed)
  return {
    async changes(key, text) {
      const digest = digestOf(text)
      if (digests.get(key) === digest) return false
      await apply(on, { key, digest })
      return true
    },
  }
}

/** The keys under which seeds are remembered; a device's text is the user name of its account. */
export const profileKey = (username: string) => `profile:${username}`
export const passwordKey = (username: string) => `password:${username}`
export const deviceKey = (deviceId: string) => `device:${deviceId}`

/** Forgets that the seeds of this account, and those of devices for it, were ever applied. */
export async function forgetSeedsOf(on: Kysely<Tables>, username: string): Promise<void> {
  await on
    .deleteFrom('seeds')
    .where((eb) =>
      eb.or([
        eb('key', 'in', [profileKey(username), passwordKey(username)]),
        eb.and([eb('key', 'like', deviceKey('%')), eb('digest', '=', digestOf(username))]),
      ]),
    )
    .execute()
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function upsertSeed(db: Kysely<Tables>, parameter: Parameter<{ key: string; digest: string }>) {
  return db
    .insertInto('seeds')
    .values({ key: parameter('key'), digest: parameter('digest') })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({ digest: eb.ref('excluded.digest') })),
    )
}
