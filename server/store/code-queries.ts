import { type Kysely, sql } from 'kysely'

import { keepGrant } from './grant-queries.ts'
import { LINK_COLUMNS } from './link-record.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standingBinding } from './standing-binding.ts'
import type { RedeemOutcome, Store } from './store.ts'
import type { Tables } from './tables.ts'

type CodeVerbs = Pick<Store, 'linkByDeviceCode' | 'redeemLink' | 'giveCode' | 'linkByCode'>

export function codeQueries(db: Kysely<Tables>): CodeVerbs {
  const byDeviceCode = prepareQuery(db, findByDeviceCode)
  const byCode = prepareQuery(db, findByCode)
  const give = prepareQuery(db, keepCode)
  const redeem = prepareQuery(db, markRedeemed)
  const keep = keepGrant(db)

  return {
    async linkByDeviceCode(deviceCodeHash) {
      const row = (await byDeviceCode(db, { deviceCodeHash })).rows[0]
      return row === undefined ? null : withBound(row)
    },

    async giveCode(giving) {
      return (await give(db, giving)).rows.length > 0
    },

    async linkByCode(codeHash, now) {
      const row = (await byCode(db, { codeHash, now })).rows[0]
      return row === undefined ? null : withBound(row)
    },

    redeemLink: ({ deviceCodeHash, grant, now }) =>
      db.transaction().execute(async (on): Promise<RedeemOutcome> => {
        const link = (await redeem(on, { deviceCodeHash, now })).rows[0]
        if (link === undefined || link.bindingId === null || link.accountId === null) {
          return { outcome: 'refused' }
        }
        const { deviceId, bindingId, accountId } = link
        if (grant !== null) await keep(on, bindingId, grant)
        return { outcome: 'redeemed', deviceId, accountId, bindingId }
      }),
  }
}

/** The binding counts only while its account does. */
function withBound<Row extends { boundId: string | null; boundTo: string | null }>({
  boundId,
  boundTo,
  ...link
}: Row) {
  const bound =
    boundId === null || boundTo === null ? null : { bindingId: boundId, accountId: boundTo }
  return { ...link, bound }
}

function findByDeviceCode(db: Kysely<Tables>, parameter: Parameter<{ deviceCodeHash: string }>) {
  return findRecord(db).where('link_requests.device_code_hash', '=', parameter('deviceCodeHash'))
}

/** Whoever redeemed it in time may be followed by somebody who has copied the key, however late. */
function findByCode(db: Kysely<Tables>, parameter: Parameter<{ codeHash: string; now: number }>) {
  return findRecord(db)
    .select('link_requests.device_code_hash as deviceCodeHash')
    .where('link_requests.code_hash', '=', parameter('codeHash'))
    .where((eb) =>
      eb.or([
        eb('link_requests.code_until', '>', parameter('now')),
        eb('link_requests.state', '=', 'redeemed'),
      ]),
    )
}

function findRecord(db: Kysely<Tables>) {
  return db
    .selectFrom('link_requests')
    .leftJoin('bindings', 'bindings.binding_id', 'link_requests.binding_id')
    .leftJoin('accounts', (join) =>
      join.onRef('accounts.account_id', '=', 'bindings.account_id').on('accounts.disabled', '=', 0),
    )
    .select(LINK_COLUMNS)
    .select(['link_requests.jkt as jkt', 'link_requests.scope as scope'])
    .select('link_requests.code_challenge as codeChallenge')
    .select(['bindings.binding_id as boundId', 'accounts.account_id as boundTo'])
}

function keepCode(
  db: Kysely<Tables>,
  parameter: Parameter<{ deviceCodeHash: string; codeHash: string; until: number; now: number }>,
) {
  const standing = standingBinding(db, sql.ref('link_requests.binding_id'), parameter('now'))
  return db
    .updateTable('link_requests')
    .set({ code_hash: parameter('codeHash'), code_until: parameter('until') })
    .where('device_code_hash', '=', parameter('deviceCodeHash'))
    .where('state', '=', 'approved')
    .where((eb) => eb.exists(standing))
    .returning('link_id')
}

/** The one write that lets a device code be exchanged once. An approval in time stands, however late it is asked for. */
function markRedeemed(
  db: Kysely<Tables>,
  parameter: Parameter<{ deviceCodeHash: string; now: number }>,
) {
  const standing = standingBinding(db, sql.ref('link_requests.binding_id'), parameter('now'))
  return db
    .updateTable('link_requests')
    .set({ state: 'redeemed' })
    .where('device_code_hash', '=', parameter('deviceCodeHash'))
    .where('state', '=', 'approved')
    .where((eb) => eb.exists(standing))
    .returning(['device_id as deviceId', 'binding_id as bindingId'])
    .returning(standing.as('accountId'))
}
