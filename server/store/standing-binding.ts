import type { Expression, Kysely } from 'kysely'

import type { Tables } from './tables.ts'

/** The account behind this binding; no row unless the binding stands and the account is not disabled. */
export function standingBinding(db: Kysely<Tables>, bindingId: Expression<string | null>) {
  return db
    .selectFrom('bindings')
    .innerJoin('accounts', 'accounts.account_id', 'bindings.account_id')
    .select('bindings.account_id')
    .where('bindings.binding_id', '=', bindingId)
    .where('accounts.disabled', '=', 0)
}
