import type { Kysely } from 'kysely'

import { lineageOf } from './lineage.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standingAccount } from './standing-account.ts'
import { sessionLineage } from './standing-session.ts'
import type { PhoneKeyDraft, PhoneKeyOutcome, Store } from './store.ts'
import type { Tables } from './tables.ts'

export function addPhoneKey(db: Kysely<Tables>): Store['addPhoneKey'] {
  const stemOf = stem(db)
  const find = prepareQuery(db, findHolder)
  const count = prepareQuery(db, countKeys)
  const insert = prepareQuery(db, insertKey)

  return ({ sessionId, ...key }, perAccount) =>
    db.transaction().execute(async (on): Promise<PhoneKeyOutcome> => {
      const { keyId, accountId } = key
      const from = await stemOf(on, { ...key, sessionId })
      if (from === null) return 'no_account'
      const holder = (await find(on, { keyId })).rows[0]
      if (holder !== undefined) return holder.accountId === accountId ? 'repeated' : 'known'
      const counted = (await count(on, { accountId })).rows[0]
      if (Number(counted?.keys) >= perAccount) return 'too_many'
      await insert(on, { ...key, lineage: lineageOf(keyId, ...from) })
      return 'added'
    })
}

/** The lineage of the session in which a key is registered, nothing for a token; `null` where that counts no more. */
function stem(db: Kysely<Tables>) {
  const lineageIn = sessionLineage(db)
  const stands = standingAccount(db)
  return async (
    on: Kysely<Tables>,
    { accountId, sessionId, createdAt }: PhoneKeyDraft,
  ): Promise<string[] | null> => {
    if (sessionId === null) return (await stands(on, accountId, null)) ? [] : null
    // Whoever was thrown out in the same moment leaves no way in behind. A closed account has no session either.
    const lineage = await lineageIn(on, { accountId, sessionId, now: createdAt })
    return lineage === null ? null : [lineage]
  }
}

function findHolder(db: Kysely<Tables>, parameter: Parameter<{ keyId: string }>) {
  return db
    .selectFrom('phone_keys')
    .select('account_id as accountId')
    .where('key_id', '=', parameter('keyId'))
}

function countKeys(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('phone_keys')
    .select((eb) => eb.fn.countAll<number>().as('keys'))
    .where('account_id', '=', parameter('accountId'))
}

type Values = { [Key in keyof Omit<PhoneKeyDraft, 'sessionId'>]: PhoneKeyDraft[Key] } & {
  lineage: string
}

function insertKey(db: Kysely<Tables>, parameter: Parameter<Values>) {
  return db.insertInto('phone_keys').values({
    key_id: parameter('keyId'),
    account_id: parameter('accountId'),
    public_key: parameter('publicKey'),
    label: parameter('label'),
    created_at: parameter('createdAt'),
    issuer: parameter('issuer'),
    lineage: parameter('lineage'),
  })
}
