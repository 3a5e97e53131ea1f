import type { Kysely } from 'kysely'

import { endClaims } from './claim.ts'
import { keepSession } from './keep-session.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { PASSWORD_HASH, standingAccount } from './standing-account.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

type SessionVerbs = Pick<
  Store,
  | 'openSession'
  | 'sessionByHash'
  | 'touchSession'
  | 'closeSession'
  | 'releaseClaims'
  | 'sessionsOf'
  | 'endSessions'
  | 'devicesSeen'
>

export function sessionQueries(db: Kysely<Tables>): SessionVerbs {
  const keep = keepSession(db)
  const stands = standingAccount(db)
  const find = prepareQuery(db, findSession)
  const touch = prepareQuery(db, markUsed)
  const remove = prepareQuery(db, deleteSession)
  const release = prepareQuery(db, endClaims)
  const list = prepareQuery(db, listSessions)
  const endOne = prepareQuery(db, deleteSessionOf)
  const endOthers = prepareQuery(db, deleteOtherSessions)
  const see = prepareQuery(db, markDevicesSeen)

  return {
    openSession: (draft) =>
      db.transaction().execute(async (on) => {
        if (!(await stands(on, draft.accountId, draft))) return false
        return keep(on, draft)
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

    async releaseClaims(accountId) {
      await release(db, { accountId })
    },

    async sessionsOf(accountId, now) {
      return (await list(db, { accountId, now })).rows
    },

    async endSessions(accountId, sessionId, keepSessionId) {
      const { numAffectedRows } =
        sessionId === null
          ? await endOthers(db, { accountId, keepSessionId })
          : await endOne(db, { accountId, sessionId })
      return Number(numAffectedRows)
    },

    async devicesSeen(sessionId, now) {
      await see(db, { sessionId, now })
    },
  }
}

function findSession(db: Kysely<Tables>, parameter: Parameter<{ idHash: string; now: number }>) {
  return db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.account_id', 'sessions.account_id')
    .select(['accounts.account_id as accountId', 'accounts.username as username'])
    .select(['accounts.name as name', 'accounts.color as color', 'accounts.demo as demo'])
    .select(PASSWORD_HASH.as('passwordHash'))
    .select(['sessions.session_id as sessionId', 'sessions.method as method'])
    .select(['sessions.proven_at as provenAt', 'sessions.last_used_at as lastUsedAt'])
    .select('sessions.devices_seen_at as devicesSeenAt')
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

/** As many as an account keeps, see {@link keepSession}. */
function listSessions(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; now: number }>,
) {
  return db
    .selectFrom('sessions')
    .select(['session_id as sessionId', 'method', 'label', 'address'])
    .select(['created_at as createdAt', 'last_used_at as lastUsedAt'])
    .where('account_id', '=', parameter('accountId'))
    .where('expires_at', '>', parameter('now'))
    .orderBy('last_used_at', 'desc')
    .orderBy('session_id')
}

function deleteSessionOf(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; sessionId: string }>,
) {
  return db
    .deleteFrom('sessions')
    .where('account_id', '=', parameter('accountId'))
    .where('session_id', '=', parameter('sessionId'))
}

export function deleteOtherSessions(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; keepSessionId: string | null }>,
) {
  return db
    .deleteFrom('sessions')
    .where('account_id', '=', parameter('accountId'))
    .where('session_id', 'is distinct from', parameter('keepSessionId'))
}

function markDevicesSeen(
  db: Kysely<Tables>,
  parameter: Parameter<{ sessionId: string; now: number }>,
) {
  return db
    .updateTable('sessions')
    .set({ devices_seen_at: parameter('now') })
    .where('session_id', '=', parameter('sessionId'))
    .where('devices_seen_at', '<', parameter('now'))
}
