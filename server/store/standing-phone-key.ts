import type { Expression, Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Tables } from './tables.ts'

/** One row while the account has registered this key, and has not removed it. */
export function standingPhoneKey(
  db: Kysely<Tables>,
  key: { accountId: Expression<string | null>; keyId: Expression<string | null> },
) {
  return db
    .selectFrom('phone_keys')
    .select('phone_keys.key_id')
    .where('phone_keys.key_id', '=', key.keyId)
    .where('phone_keys.account_id', '=', key.accountId)
}

type Own = { accountId: string; keyId: string }

/** Whether it stands: to be asked in the transaction that depends on it. */
export function phoneKeyStands(db: Kysely<Tables>) {
  const find = prepareQuery(db, findStanding)
  return async (on: Kysely<Tables>, key: Own): Promise<boolean> =>
    (await find(on, key)).rows.length > 0
}

function findStanding(db: Kysely<Tables>, parameter: Parameter<Own>) {
  return standingPhoneKey(db, { accountId: parameter('accountId'), keyId: parameter('keyId') })
}

/** Writes a use down, within the transaction of what it was used for. */
export function markKeyUsed(db: Kysely<Tables>, parameter: Parameter<Own & { now: number }>) {
  return db
    .updateTable('phone_keys')
    .set({ last_used_at: parameter('now') })
    .where('key_id', '=', parameter('keyId'))
    .where('account_id', '=', parameter('accountId'))
}
