import type { Kysely } from 'kysely'

import { ACCOUNT_COLUMNS, accountIn } from './account-records.ts'
import { insertAccount } from './add-account.ts'
import { endDemo } from './end-demo.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { AccountRecord, Store } from './store.ts'
import type { Tables } from './tables.ts'

export function accountOfIdentity(db: Kysely<Tables>): Store['accountOfIdentity'] {
  const find = prepareQuery(db, findByIdentity)
  const follow = prepareQuery(db, updateProfile)

  return ({ issuer, subject, account }) =>
    db.transaction().execute(async (on): Promise<AccountRecord | 'username_taken'> => {
      const known = (await find(on, { issuer, subject })).rows[0]
      if (known !== undefined) {
        const { name, color } = account
        if (known.name !== name || known.color !== color) {
          await follow(on, { accountId: known.accountId, name, color })
        }
        return accountIn({ ...known, name, color })
      }
      // First, because the new account may have its name, and must inherit nothing.
      await endDemo(on, [])
      const added = await insertAccount(on, account, { issuer, subject })
        .onConflict((conflict) => conflict.column('username').doNothing())
        .returning('account_id')
        .execute()
      return added.length > 0 ? account : 'username_taken'
    })
}

function findByIdentity(
  db: Kysely<Tables>,
  parameter: Parameter<{ issuer: string; subject: string }>,
) {
  return db
    .selectFrom('accounts')
    .select(ACCOUNT_COLUMNS)
    .where('issuer', '=', parameter('issuer'))
    .where('subject', '=', parameter('subject'))
}

function updateProfile(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; name: string; color: string }>,
) {
  return db
    .updateTable('accounts')
    .set({ name: parameter('name'), color: parameter('color') })
    .where('account_id', '=', parameter('accountId'))
}
