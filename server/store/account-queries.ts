import type { Kysely } from 'kysely'

import { ACCOUNT_COLUMNS, accountIn, type Flags, flagsOf } from './account-records.ts'
import { type Parameter, type PreparedQuery, prepareQuery } from './prepared-query.ts'
import { deleteOtherSessions } from './session-queries.ts'
import type { AccountSummary, Store } from './store.ts'
import type { Tables } from './tables.ts'

type AccountVerbs = Pick<
  Store,
  | 'accountByUsername'
  | 'signsInByQr'
  | 'setSignsInByQr'
  | 'accounts'
  | 'changePassword'
  | 'setDisabled'
>

export function accountQueries(db: Kysely<Tables>): AccountVerbs {
  const find = prepareQuery(db, findByUsername)
  const findOptIn = prepareQuery(db, findSiteSignIn)
  const optIn = prepareQuery(db, updateSiteSignIn)
  const list: PreparedQuery<Page, SummaryRow> = prepareQuery(db, listAccounts)
  const setPassword = prepareQuery(db, updatePassword)
  const mark = prepareQuery(db, updateDisabled)
  const endSessions = prepareQuery(db, deleteOtherSessions)

  return {
    async accountByUsername(username) {
      const account = (await find(db, { username })).rows[0]
      return account === undefined ? null : accountIn(account)
    },

    async signsInByQr(accountId) {
      return (await findOptIn(db, { accountId })).rows[0]?.on === 1
    },

    async setSignsInByQr(accountId, on) {
      await optIn(db, { accountId, on: on ? 1 : 0 })
    },

    async accounts(page) {
      const { rows } = await list(db, page)
      return rows.map((row) => ({
        ...row,
        ...flagsOf(row),
        devices: Number(row.devices),
        sessions: Number(row.sessions),
      }))
    },

    changePassword: (username, passwordHash) =>
      db.transaction().execute(async (on) => {
        const account = (await setPassword(on, { username, passwordHash })).rows[0]
        if (account !== undefined) await endSessions(on, { ...account, keepSessionId: null })
        return account !== undefined
      }),

    setDisabled: (username, disabled) =>
      db.transaction().execute(async (on) => {
        const account = (await mark(on, { username, disabled: disabled ? 1 : 0 })).rows[0]
        if (account !== undefined && disabled) {
          await endSessions(on, { ...account, keepSessionId: null })
        }
        return account !== undefined
      }),
  }
}

type Counts = { devices: number | null; sessions: number | null }
type SummaryRow = Omit<AccountSummary, keyof Flags | keyof Counts> & Flags & Counts
type Page = { after: string; limit: number }

export function findByUsername(db: Kysely<Tables>, parameter: Parameter<{ username: string }>) {
  return db
    .selectFrom('accounts')
    .select(ACCOUNT_COLUMNS)
    .where('username', '=', parameter('username'))
}

function findSiteSignIn(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('accounts')
    .select('site_sign_in as on')
    .where('account_id', '=', parameter('accountId'))
}

function updateSiteSignIn(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; on: 0 | 1 }>,
) {
  return db
    .updateTable('accounts')
    .set({ site_sign_in: parameter('on') })
    .where('account_id', '=', parameter('accountId'))
}

function listAccounts(db: Kysely<Tables>, parameter: Parameter<Page>) {
  return db
    .selectFrom('accounts')
    .select(['account_id as accountId', 'username', 'name', 'color', 'demo', 'disabled'])
    .select((eb) => [
      eb
        .selectFrom('bindings')
        .select((count) => count.fn.countAll<number>().as('devices'))
        .whereRef('bindings.account_id', '=', 'accounts.account_id')
        .as('devices'),
      eb
        .selectFrom('sessions')
        .select((count) => count.fn.countAll<number>().as('sessions'))
        .whereRef('sessions.account_id', '=', 'accounts.account_id')
        .as('sessions'),
    ])
    .where('username', '>', parameter('after'))
    .orderBy('username')
    .limit(parameter('limit'))
}

function updatePassword(
  db: Kysely<Tables>,
  parameter: Parameter<{ username: string; passwordHash: string }>,
) {
  return db
    .updateTable('accounts')
    .set({ password_hash: parameter('passwordHash') })
    .where('username', '=', parameter('username'))
    .returning('account_id as accountId')
}

function updateDisabled(
  db: Kysely<Tables>,
  parameter: Parameter<{ username: string; disabled: 0 | 1 }>,
) {
  return db
    .updateTable('accounts')
    .set({ disabled: parameter('disabled') })
    .where('username', '=', parameter('username'))
    .returning('account_id as accountId')
}
