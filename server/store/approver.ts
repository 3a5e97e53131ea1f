import { type Expression, type Kysely, sql } from 'kysely'

import { standingAccount } from './standing-account.ts'
import { phoneKeyStands } from './standing-phone-key.ts'
import { sessionStands } from './standing-session.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/** Whose yes it is, and by what. */
type Approver = Pick<
  Parameters<Store['approveLink']>[0],
  'accountId' | 'session' | 'sessionId' | 'phoneKeyId' | 'now'
>

/**
 * What an approval stems from (`lineage.ts`): the session or the phone's key that gave it, whichever has this id. They
 * cannot have the same, since a key's is longer.
 */
export function lineageBehind(
  db: Kysely<Tables>,
  approver: Expression<string | null>,
): Expression<string | null> {
  const session = db
    .selectFrom('sessions')
    .select('sessions.lineage')
    .where('sessions.session_id', '=', approver)
  const key = db
    .selectFrom('phone_keys')
    .select('phone_keys.lineage')
    .where('phone_keys.key_id', '=', approver)
  return sql`coalesce((${session}), (${key}))`
}

/** The account stands, and so does the phone's key or session that approves, unless that begins with this very approval. */
export function approverStands(db: Kysely<Tables>) {
  const stands = standingAccount(db)
  const isLive = sessionStands(db)
  const isKey = phoneKeyStands(db)
  return async (
    on: Kysely<Tables>,
    { accountId, session, sessionId, phoneKeyId, now }: Approver,
  ): Promise<boolean> => {
    if (!(await stands(on, accountId, session))) return false
    if (phoneKeyId !== null) return isKey(on, { accountId, keyId: phoneKeyId })
    if (session !== null || sessionId === null) return true
    return isLive(on, { accountId, sessionId, now })
  }
}
