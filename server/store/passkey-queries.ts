import type { Kysely } from 'kysely'

import { ACCOUNT_COLUMNS, accountIn } from './account-records.ts'
import { addPasskey } from './add-passkey.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { PasskeyRecord, Store } from './store.ts'
import type { Tables } from './tables.ts'

type PasskeyVerbs = Pick<
  Store,
  'addPasskey' | 'passkeyById' | 'usePasskey' | 'passkeysOf' | 'removePasskey'
>

export function passkeyQueries(db: Kysely<Tables>): PasskeyVerbs {
  const find = prepareQuery(db, findWithAccount)
  const use = prepareQuery(db, markUsed)
  const list = prepareQuery(db, listPasskeys)
  const remove = prepareQuery(db, deleteUnlessLast)
  const findOwn = prepareQuery(db, findOfAccount)

  return {
    addPasskey: addPasskey(db),

    async passkeyById(credentialId) {
      const row = (await find(db, { credentialId })).rows[0]
      return row === undefined ? null : { passkey: passkeyIn(row), account: accountIn(row) }
    },

    async usePasskey(given) {
      const { rows } = await use(db, given)
      return rows.length > 0
    },

    async passkeysOf(accountId) {
      return (await list(db, { accountId })).rows.map(passkeyIn)
    },

    removePasskey: (accountId, credentialId) =>
      db.transaction().execute(async (on) => {
        const passkey = { accountId, credentialId }
        if ((await remove(on, passkey)).rows.length > 0) return 'removed'
        return (await findOwn(on, passkey)).rows.length > 0 ? 'last' : 'unknown'
      }),
  }
}

const PASSKEY_COLUMNS = [
  'passkeys.credential_id as credentialId',
  'passkeys.account_id as accountId',
  'passkeys.public_key as publicKey',
  'passkeys.counter as counter',
  'passkeys.transports as transports',
  'passkeys.label as label',
  'passkeys.created_at as createdAt',
  'passkeys.last_used_at as lastUsedAt',
  'passkeys.session_id as sessionId',
] as const

type PasskeyRow = Omit<PasskeyRecord, 'transports'> & { transports: string }

function passkeyIn(row: PasskeyRow): PasskeyRecord {
  const { credentialId, accountId, publicKey, counter, label } = row
  const { createdAt, lastUsedAt, sessionId } = row
  const transports = JSON.parse(row.transports) as string[]
  return {
    credentialId,
    accountId,
    publicKey,
    counter,
    transports,
    label,
    createdAt,
    lastUsedAt,
    sessionId,
  }
}

function findWithAccount(db: Kysely<Tables>, parameter: Parameter<{ credentialId: string }>) {
  return db
    .selectFrom('passkeys')
    .innerJoin('accounts', 'accounts.account_id', 'passkeys.account_id')
    .select(ACCOUNT_COLUMNS)
    .select(PASSKEY_COLUMNS)
    .where('passkeys.credential_id', '=', parameter('credentialId'))
}

/** The counter grows, or neither side keeps one. */
function markUsed(
  db: Kysely<Tables>,
  parameter: Parameter<{ credentialId: string; counter: number; now: number }>,
) {
  return db
    .updateTable('passkeys')
    .set({ counter: parameter('counter'), last_used_at: parameter('now') })
    .where('credential_id', '=', parameter('credentialId'))
    .where((eb) =>
      eb.or([
        eb('counter', '<', parameter('counter')),
        eb.and([eb('counter', '=', 0), eb(parameter('counter'), '=', 0)]),
      ]),
    )
    .returning('credential_id')
}

/** As many as an account may add, see {@link addPasskey}. */
function listPasskeys(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('passkeys')
    .select(PASSKEY_COLUMNS)
    .where('account_id', '=', parameter('accountId'))
    .orderBy('created_at')
    .orderBy('credential_id')
}

type Own = { accountId: string; credentialId: string }

/** Nobody locks himself out: there is a password, a provider, or another passkey. */
function deleteUnlessLast(db: Kysely<Tables>, parameter: Parameter<Own>) {
  return db
    .deleteFrom('passkeys')
    .where('credential_id', '=', parameter('credentialId'))
    .where('account_id', '=', parameter('accountId'))
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('accounts')
            .select('accounts.account_id')
            .where('accounts.account_id', '=', parameter('accountId'))
            .where((account) =>
              account.or([
                account('accounts.password_hash', '<>', ''),
                account('accounts.issuer', 'is not', null),
              ]),
            ),
        ),
        eb.exists(
          eb
            .selectFrom('passkeys as others')
            .select('others.credential_id')
            .where('others.account_id', '=', parameter('accountId'))
            .where('others.credential_id', '<>', parameter('credentialId')),
        ),
      ]),
    )
    .returning('credential_id')
}

function findOfAccount(db: Kysely<Tables>, parameter: Parameter<Own>) {
  return db
    .selectFrom('passkeys')
    .select('credential_id')
    .where('credential_id', '=', parameter('credentialId'))
    .where('account_id', '=', parameter('accountId'))
}
