import { type Expression, type Kysely, type SqlBool, sql } from 'kysely'

import type { Tables } from './tables.ts'

/** Whether a binding that is there has not run out. */
export function standsAt(now: Expression<number>): Expression<SqlBool> {
  const expiresAt = sql.ref('bindings.expires_at')
  return sql`(${expiresAt} is null or ${expiresAt} > ${now})`
}

/** The account behind this binding; no row unless the binding stands at `now` and the account is not disabled. */
export function standingBinding(
  db: Kysely<Tables>,
  bindingId: Expression<string | null>,
  now: Expression<number>,
) {
  return db
    .selectFrom('bindings')
    .innerJoin('accounts', 'accounts.account_id', 'bindings.account_id')
    .select('bindings.account_id')
    .where('bindings.binding_id', '=', bindingId)
    .where(standsAt(now))
    .where('accounts.disabled', '=', 0)
}
