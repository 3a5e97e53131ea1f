import type { Kysely } from 'kysely'

import { lineageOf } from './lineage.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { SessionDraft } from './store.ts'
import type { Tables } from './tables.ts'

/**
 * Writes a session within a transaction. The one it replaces ends, and so does one of the same lasting id that another
 * tab has put there meanwhile; the account's least used ones beyond `perAccount` are forgotten. `false`, and nothing
 * written, where the passkey that proved it has been removed in the same moment.
 */
export function keepSession(db: Kysely<Tables>) {
  const replace = prepareQuery(db, deleteReplaced)
  const insert = prepareQuery(db, insertSession)
  const forget = prepareQuery(db, forgetLeastUsed)
  const findPasskey = prepareQuery(db, findLineage)
  return async (on: Kysely<Tables>, draft: SessionDraft): Promise<boolean> => {
    const { perAccount, passwordHash: _proven, replaces, provenAt, credentialId, ...values } = draft
    const { sessionId, accountId, idHash, now } = values
    const passkey =
      credentialId === undefined
        ? null
        : (await findPasskey(on, { accountId, credentialId })).rows[0]
    if (passkey === undefined) return false
    const replaced = (await replace(on, { replaces, sessionId })).rows
    const before = replaced.find((session) => session.sessionId === sessionId)
    await insert(on, {
      ...values,
      lineage: lineageOf(sessionId, before?.lineage, passkey?.lineage),
      provenAt: provenAt ?? now,
      createdAt: before?.createdAt ?? now,
      devicesSeenAt: before?.devicesSeenAt ?? now,
    })
    await forget(on, { accountId, idHash, others: perAccount - 1 })
    return true
  }
}

function deleteReplaced(
  db: Kysely<Tables>,
  parameter: Parameter<{ replaces: string | null; sessionId: string }>,
) {
  return db
    .deleteFrom('sessions')
    .where((eb) =>
      eb.or([
        eb('id_hash', '=', parameter('replaces')),
        eb('session_id', '=', parameter('sessionId')),
      ]),
    )
    .returning(['session_id as sessionId', 'created_at as createdAt'])
    .returning(['devices_seen_at as devicesSeenAt', 'lineage'])
}

type Values = Omit<
  { [Key in keyof SessionDraft]: SessionDraft[Key] },
  'perAccount' | 'passwordHash' | 'replaces' | 'provenAt' | 'credentialId'
> & { provenAt: number; createdAt: number; devicesSeenAt: number; lineage: string }

function insertSession(db: Kysely<Tables>, parameter: Parameter<Values>) {
  return db.insertInto('sessions').values({
    id_hash: parameter('idHash'),
    session_id: parameter('sessionId'),
    lineage: parameter('lineage'),
    account_id: parameter('accountId'),
    method: parameter('method'),
    label: parameter('label'),
    address: parameter('address'),
    created_at: parameter('createdAt'),
    proven_at: parameter('provenAt'),
    last_used_at: parameter('now'),
    devices_seen_at: parameter('devicesSeenAt'),
    expires_at: parameter('expiresAt'),
  })
}

function findLineage(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; credentialId: string }>,
) {
  return db
    .selectFrom('passkeys')
    .select('lineage')
    .where('account_id', '=', parameter('accountId'))
    .where('credential_id', '=', parameter('credentialId'))
}

/** The new one stays, also beside others that were used in the same second. */
function forgetLeastUsed(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; idHash: string; others: number }>,
) {
  const kept = db
    .selectFrom('sessions')
    .select('id_hash')
    .where('account_id', '=', parameter('accountId'))
    .where('id_hash', '<>', parameter('idHash'))
    .orderBy('last_used_at', 'desc')
    .orderBy('id_hash')
    .limit(parameter('others'))
  return db
    .deleteFrom('sessions')
    .where('account_id', '=', parameter('accountId'))
    .where('id_hash', '<>', parameter('idHash'))
    .where('id_hash', 'not in', kept)
}
