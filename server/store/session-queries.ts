import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { SessionDraft, Store } from './store.ts'
import type { Tables } from './tables.ts'

type SessionVerbs = Pick<Store, 'openSession' | 'sessionByHash' | 'touchSession' | 'closeSession'>

export function sessionQueries(db: Kysely<Tables>): SessionVerbs {
  const insert = prepareQuery(db, insertSession)
  const find = prepareQuery(db, findSession)
  const touch = prepareQuery(db, markUsed)
  const remove = prepareQuery(db, deleteSession)

  return {
    async openSession(draft) {
      await insert(db, { ...draft })
    },

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

export function insertSession(
  db: Kysely<Tables>,
  parameter: Parameter<{ [Key in keyof SessionDraft]: SessionDraft[Key] }>,
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

function findSession(db: Kysely<Tables>, parameter: Parameter<{ idHash: string; now: number }>) {
  return db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.account_id', 'sessions.account_id')
    .select(['accounts.account_id as accountId', 'accounts.username as username'])
    .select(['accounts.name as name', 'accounts.color as color', 'accounts.demo as demo'])
    .select('sessions.last_used_at as lastUsedAt')
    .where('sessions.id_hash', '=', parameter('idHash'))
    .where('sessions.expires_at', '>', parameter('now'))
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
