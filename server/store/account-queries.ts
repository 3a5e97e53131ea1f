import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export function accountByUsername(db: Kysely<Tables>): Store['accountByUsername'] {
  const find = prepareQuery(db, findByUsername)
  return async (username) => {
    const account = (await find(db, { username })).rows[0]
    return account === undefined ? null : { ...account, demo: account.demo === 1 }
  }
}

export function findByUsername(db: Kysely<Tables>, parameter: Parameter<{ username: string }>) {
  return db
    .selectFrom('accounts')
    .select(['account_id as accountId', 'username', 'name', 'color'])
    .select(['password_hash as passwordHash', 'demo'])
    .where('username', '=', parameter('username'))
}
