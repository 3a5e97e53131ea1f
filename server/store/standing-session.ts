import type { Expression, Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Tables } from './tables.ts'

/** One row while this session of the account, known by its lasting id, has not ended at `now`. */
export function standingSession(
  db: Kysely<Tables>,
  session: {
    accountId: Expression<string | null>
    sessionId: Expression<string | null>
    now: Expression<number>
  },
) {
  return db
    .selectFrom('sessions')
    .select('sessions.id_hash')
    .where('sessions.session_id', '=', session.sessionId)
    .where('sessions.account_id', '=', session.accountId)
    .where('sessions.expires_at', '>', session.now)
}

type Session = { accountId: string; sessionId: string; now: number }

/** Whether that session has not ended: to be asked in the transaction that depends on it. */
export function sessionStands(db: Kysely<Tables>) {
  const find = prepareQuery(db, findStanding)
  return async (on: Kysely<Tables>, { accountId, sessionId, now }: Session): Promise<boolean> =>
    (await find(on, { accountId, sessionId, now })).rows.length > 0
}

function findStanding(db: Kysely<Tables>, parameter: Parameter<Session>) {
  return standingSession(db, {
    accountId: parameter('accountId'),
    sessionId: parameter('sessionId'),
    now: parameter('now'),
  })
}

/** What a session that stands stems from (`lineage.ts`), `null` where it does not: to be asked in the same transaction. */
export function sessionLineage(db: Kysely<Tables>) {
  const find = prepareQuery(db, findLineage)
  return async (on: Kysely<Tables>, session: Session): Promise<string | null> =>
    (await find(on, session)).rows[0]?.lineage ?? null
}

function findLineage(db: Kysely<Tables>, parameter: Parameter<Session>) {
  return standingSession(db, {
    accountId: parameter('accountId'),
    sessionId: parameter('sessionId'),
    now: parameter('now'),
  }).select('sessions.lineage as lineage')
}
