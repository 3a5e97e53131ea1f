import type { Kysely } from 'kysely'

import { ACCOUNT_COLUMNS, accountIn } from './account-records.ts'
import { addPhoneKey } from './add-phone-key.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { PhoneKeyRecord, Store } from './store.ts'
import type { Tables } from './tables.ts'

type PhoneKeyVerbs = Pick<Store, 'addPhoneKey' | 'phoneKeyById' | 'phoneKeysOf' | 'removePhoneKey'>

export function phoneKeyQueries(db: Kysely<Tables>): PhoneKeyVerbs {
  const find = prepareQuery(db, findWithAccount)
  const list = prepareQuery(db, listKeys)
  const remove = prepareQuery(db, deleteKey)

  return {
    addPhoneKey: addPhoneKey(db),

    async phoneKeyById(keyId) {
      const row = (await find(db, { keyId })).rows[0]
      return row === undefined ? null : { key: keyIn(row), account: accountIn(row) }
    },

    async phoneKeysOf(accountId) {
      return (await list(db, { accountId })).rows
    },

    async removePhoneKey(accountId, keyId) {
      return (await remove(db, { accountId, keyId })).rows.length > 0
    },
  }
}

const PHONE_KEY_COLUMNS = [
  'phone_keys.key_id as keyId',
  'phone_keys.account_id as accountId',
  'phone_keys.public_key as publicKey',
  'phone_keys.label as label',
  'phone_keys.created_at as createdAt',
  'phone_keys.last_used_at as lastUsedAt',
  'phone_keys.issuer as issuer',
] as const

function keyIn(row: PhoneKeyRecord): PhoneKeyRecord {
  const { keyId, accountId, publicKey, label, createdAt, lastUsedAt, issuer } = row
  return { keyId, accountId, publicKey, label, createdAt, lastUsedAt, issuer }
}

function findWithAccount(db: Kysely<Tables>, parameter: Parameter<{ keyId: string }>) {
  return db
    .selectFrom('phone_keys')
    .innerJoin('accounts', 'accounts.account_id', 'phone_keys.account_id')
    .select(ACCOUNT_COLUMNS)
    .select(PHONE_KEY_COLUMNS)
    .where('phone_keys.key_id', '=', parameter('keyId'))
}

/** As many as an account may register, see {@link addPhoneKey}. */
function listKeys(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('phone_keys')
    .select(PHONE_KEY_COLUMNS)
    .where('account_id', '=', parameter('accountId'))
    .orderBy('created_at')
    .orderBy('key_id')
}

function deleteKey(db: Kysely<Tables>, parameter: Parameter<{ accountId: string; keyId: string }>) {
  return db
    .deleteFrom('phone_keys')
    .where('key_id', '=', parameter('keyId'))
    .where('account_id', '=', parameter('accountId'))
    .returning('key_id')
}
