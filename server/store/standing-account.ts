import { type Kysely, sql } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { SessionDraft } from './store.ts'
import type { Tables } from './tables.ts'

/** An account's password as records have it: `null` where there is none. */
export const PASSWORD_HASH = sql<string | null>`nullif(accounts.password_hash, '')`

/**
 * Whether there is such an account, not disabled, and with the password that was proven where a session shall be kept:
 * to be asked in the transaction that depends on it.
 */
export function standingAccount(db: Kysely<Tables>) {
  const find = prepareQuery(db, findStanding)
  return async (
    on: Kysely<Tables>,
    accountId: string,
    session: SessionDraft | null,
  ): Promise<boolean> => {
    const account = (await find(on, { accountId })).rows[0]
    if (account === undefined) return false
    return session === null || account.passwordHash === session.passwordHash
  }
}

function findStanding(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('accounts')
    .select(PASSWORD_HASH.as('passwordHash'))
    .where('account_id', '=', parameter('accountId'))
    .where('disabled', '=', 0)
}
