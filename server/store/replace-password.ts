import type { Kysely } from 'kysely'

import { keepSession } from './keep-session.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { deleteOtherSessions } from './session-queries.ts'
import { standingAccount } from './standing-account.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export function replacePassword(db: Kysely<Tables>): Store['replacePassword'] {
  const stands = standingAccount(db)
  const findReplaced = prepareQuery(db, findSession)
  const update = prepareQuery(db, updatePassword)
  const keep = keepSession(db)
  const endOthers = prepareQuery(db, deleteOtherSessions)

  return (passwordHash, session) =>
    db.transaction().execute(async (on) => {
      const { accountId, sessionId, replaces, now } = session
      if (!(await stands(on, accountId, session))) return false
      // Whoever was thrown out in the same moment does not come back in by a password of their own.
      const replaced = await findReplaced(on, { accountId, replaces, now })
      if (replaced.rows.length === 0) return false
      await update(on, { accountId, passwordHash })
      await keep(on, session)
      await endOthers(on, { accountId, keepSessionId: sessionId })
      return true
    })
}

/** The very id that asks: with `null`, or once it has given way to another, there is no row. */
function findSession(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; replaces: string | null; now: number }>,
) {
  return db
    .selectFrom('sessions')
    .select('id_hash')
    .where('id_hash', '=', parameter('replaces'))
    .where('account_id', '=', parameter('accountId'))
    .where('expires_at', '>', parameter('now'))
}

function updatePassword(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; passwordHash: string }>,
) {
  return db
    .updateTable('accounts')
    .set({ password_hash: parameter('passwordHash') })
    .where('account_id', '=', parameter('accountId'))
}
