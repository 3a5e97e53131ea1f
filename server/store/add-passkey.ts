import type { Kysely } from 'kysely'

import { isFull } from './lineage.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { sessionLineage } from './standing-session.ts'
import type { PasskeyOutcome, PasskeyRecord, Store } from './store.ts'
import type { Tables } from './tables.ts'

export function addPasskey(db: Kysely<Tables>): Store['addPasskey'] {
  const lineageIn = sessionLineage(db)
  const count = prepareQuery(db, countPasskeys)
  const insert = prepareQuery(db, insertPasskey)

  return ({ transports, ...passkey }, perAccount) =>
    db.transaction().execute(async (on): Promise<PasskeyOutcome> => {
      const { accountId, sessionId, createdAt } = passkey
      // Whoever was thrown out in the same moment leaves no way in behind. A closed account has no session either.
      const lineage = await lineageIn(on, { accountId, sessionId, now: createdAt })
      if (lineage === null) return 'no_session'
      const counted = (await count(on, { accountId })).rows[0]
      if (Number(counted?.passkeys) >= perAccount || isFull(lineage)) return 'too_many'
      const added = await insert(on, {
        ...passkey,
        lineage,
        transports: JSON.stringify(transports),
      })
      return added.rows.length > 0 ? 'added' : 'known'
    })
}

function countPasskeys(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('passkeys')
    .select((eb) => eb.fn.countAll<number>().as('passkeys'))
    .where('account_id', '=', parameter('accountId'))
}

type Values = {
  [Key in keyof PasskeyRecord]: Key extends 'transports' ? string : PasskeyRecord[Key]
} & { lineage: string }

function insertPasskey(db: Kysely<Tables>, parameter: Parameter<Values>) {
  return db
    .insertInto('passkeys')
    .values({
      credential_id: parameter('credentialId'),
      account_id: parameter('accountId'),
      public_key: parameter('publicKey'),
      counter: parameter('counter'),
      transports: parameter('transports'),
      label: parameter('label'),
      created_at: parameter('createdAt'),
      last_used_at: parameter('lastUsedAt'),
      session_id: parameter('sessionId'),
      lineage: parameter('lineage'),
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning('credential_id')
}
