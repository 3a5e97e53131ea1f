import type { Kysely } from 'kysely'

import { endDemo } from './end-demo.ts'
import type { AccountRecord, Store } from './store.ts'
import type { Tables } from './tables.ts'

export function addAccount(db: Kysely<Tables>): Store['addAccount'] {
  return (account) =>
    db.transaction().execute(async (on) => {
      // First, because the new account may have its name, and must inherit nothing.
      await endDemo(on, [])
      const added = await insertAccount(on, account)
        .onConflict((conflict) => conflict.column('username').doNothing())
        .returning('account_id')
        .execute()
      return added.length > 0
    })
}

/** @param identity whom an OpenID provider knows the account as */
export function insertAccount(
  on: Kysely<Tables>,
  account: AccountRecord,
  identity: { issuer: string; subject: string } | null = null,
) {
  return on.insertInto('accounts').values({
    account_id: account.accountId,
    username: account.username,
    name: account.name,
    color: account.color,
    password_hash: account.passwordHash ?? '',
    demo: account.demo ? 1 : 0,
    disabled: account.disabled ? 1 : 0,
    issuer: identity?.issuer ?? null,
    subject: identity?.subject ?? null,
  })
}
