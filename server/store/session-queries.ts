import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standingAccount } from './standing-account.ts'
import type { SessionDraft, Store } from './store.ts'
import type { Tables } from './tables.ts'

type SessionVerbs = Pick<Store, 'openSession' | 'sessionByHash' | 'touchSession' | 'closeSession'>

export function sessionQueries(db: Kysely<Tables>): SessionVerbs {
  const keep = keepSession(db)
  const stands = standingAccount(db)
  const find = prepareQuery(db, findSession)
  const touch = prepareQuery(db, markUsed)
  const remove = prepareQuery(db, deleteSession)

  return {
    openSession: (draft) =>
      db.transaction().execute(async (on) => {
        if (!(await stands(on, draft.accountId, draft))) return false
        await keep(on, draft)
        return true
      }),

    async sessionByHash(idHash, now) {
      const session = (await find(db, { idHash, now })).rows[0]
      return session === undefined ? null : { ...session, demo: session.demo === 1 }
    },

    async touchSession(idHash, address, now, expiresAt) {
      await touch(db, { idHash, address, now, expiresAt })
    },

    async closeSession(idHash) {
      await remove(db, { idHash })
    },
  }
}

/** Writes a session within a transaction and forgets the account's least used ones beyond `perAccount`. */
export function keepSession(db: Kysely<Tables>) {
  const insert = prepareQuery(db, insertSession)
  const forget = prepareQuery(db, forgetLeastUsed)
  return async (
    on: Kysely<Tables>,
    { perAccount, passwordHash: _proven, ...values }: SessionDraft,
  ): Promise<void> => {
    await insert(on, values)
    await forget(on, { accountId: values.accountId, perAccount })
  }
}

function insertSession(
  db: Kysely<Tables>,
  parameter: Parameter<
    Omit<{ [Key in keyof SessionDraft]: SessionDraft[Key] }, 'perAccount' | 'passwordHash'>
  >,
) {
  return db.insertInto('sessions').values({
    id_hash: parameter('idHash'),
    account_id: parameter('accountId'),
    address: parameter('address'),
    created_at: parameter('now'),
    last_used_at: parameter('now'),
    expires_at: parameter('expiresAt'),
  })
}

function forgetLeastUsed(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; perAccount: number }>,
) {
  const kept = db
    .selectFrom('sessions')
    .select('id_hash')
    .where('account_id', '=', parameter('accountId'))
    .orderBy('last_used_at', 'desc')
    .orderBy('id_hash')
    .limit(parameter('perAccount'))
  return db
    .deleteFrom('sessions')
    .where('account_id', '=', parameter('accountId'))
    .where('id_hash', 'not in', kept)
}

function findSession(db: Kysely<Tables>, parameter: Parameter<{ idHash: string; now: number }>) {
  return db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.account_id', 'sessions.account_id')
    .select(['accounts.account_id as accountId', 'accounts.username as username'])
    .select(['accounts.name as name', 'accounts.color as color', 'accounts.demo as demo'])
    .select('sessions.last_used_at as lastUsedAt')
    .where('sessions.id_hash', '=', parameter('idHash'))
    .where('sessions.expires_at', '>', parameter('now'))
    .where('accounts.disabled', '=', 0)
}

/** An ended session is not revived. */
function markUsed(
  db: Kysely<Tables>,
  parameter: Parameter<{ idHash: string; address: string; now: number; expiresAt: number }>,
) {
  return db
    .updateTable('sessions')
    .set({
      address: parameter('address'),
      last_used_at: parameter('now'),
      expires_at: parameter('expiresAt'),
    })
    .where('id_hash', '=', parameter('idHash'))
    .where('expires_at', '>', parameter('now'))
}

function deleteSession(db: Kysely<Tables>, parameter: Parameter<{ idHash: string }>) {
  return db.deleteFrom('sessions').where('id_hash', '=', parameter('idHash'))
}
