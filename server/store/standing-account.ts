import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Tables } from './tables.ts'

/** Whether there is such an account, and it is not disabled; to be asked in the transaction that depends on it. */
export function standingAccount(db: Kysely<Tables>) {
  const find = prepareQuery(db, findStanding)
  return async (on: Kysely<Tables>, accountId: string): Promise<boolean> =>
    (await find(on, { accountId })).rows.length > 0
}

function findStanding(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('accounts')
    .select('account_id')
    .where('account_id', '=', parameter('accountId'))
    .where('disabled', '=', 0)
}
