import type { Kysely } from 'kysely'

import { deleteCurrentBinding } from './bind-device.ts'
import { isClientDevice } from './client-device.ts'
import { accountKnows } from './place-queries.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standsAt } from './standing-binding.ts'
import type { BoundAccount, LinkStanding, Store } from './store.ts'
import type { Tables } from './tables.ts'

type DeviceVerbs = Pick<Store, 'deviceState' | 'unbind' | 'accountKnows' | 'crowdAt'>

export function deviceQueries(db: Kysely<Tables>): DeviceVerbs {
  const state = prepareQuery(db, findState)
  const unbindOne = prepareQuery(db, deleteBinding)
  const unbindCurrent = prepareQuery(db, deleteCurrentBinding)
  const crowded = prepareQuery(db, findCrowd)

  return {
    async deviceState(deviceId, now) {
      const row = (await state(db, { deviceId, now })).rows[0]
      if (row === undefined) return { known: false, bound: null, link: null }
      return { known: true, bound: boundIn(row), link: linkIn(row) }
    },

    async unbind(deviceId, bindingId) {
      const { rows } =
        bindingId === null
          ? await unbindCurrent(db, { deviceId })
          : await unbindOne(db, { deviceId, bindingId })
      return rows.length > 0
    },

    accountKnows: accountKnows(db),

    async crowdAt(address, since, crowd) {
      const seen = (await crowded(db, { address, since, crowd })).rows[0]
      return { devices: seen?.devices === 1, accounts: seen?.accounts === 1 }
    },
  }
}

type StateRow = {
  [Key in keyof (BoundAccount & LinkStanding)]: (BoundAccount & LinkStanding)[Key] | null
}

function boundIn({ bindingId, accountId, name, color }: StateRow): BoundAccount | null {
  if (bindingId === null || accountId === null || name === null || color === null) return null
  return { bindingId, accountId, name, color }
}

function linkIn(row: StateRow): LinkStanding | null {
  const { linkId, state, reason, openedAt, expiresAt, matchUntil, claimShown, claimUntil } = row
  if (linkId === null || state === null || expiresAt === null) return null
  return { linkId, state, reason, openedAt, expiresAt, matchUntil, claimShown, claimUntil }
}

/** The hottest query, behind every `GET /hello`: one round for everything the answer needs. */
function findState(db: Kysely<Tables>, parameter: Parameter<{ deviceId: string; now: number }>) {
  return db
    .selectFrom('devices')
    .leftJoin('bindings', (join) =>
      join.onRef('bindings.device_id', '=', 'devices.device_id').on(standsAt(parameter('now'))),
    )
    .leftJoin('accounts', (join) =>
      join.onRef('accounts.account_id', '=', 'bindings.account_id').on('accounts.disabled', '=', 0),
    )
    .leftJoin('link_requests', 'link_requests.link_id', 'devices.link_id')
    .select([
      'link_requests.link_id as linkId',
      'link_requests.state as state',
      'link_requests.reason as reason',
      'link_requests.opened_at as openedAt',
      'link_requests.expires_at as expiresAt',
      'link_requests.match_until as matchUntil',
      'link_requests.claim_shown as claimShown',
      'link_requests.claim_until as claimUntil',
    ])
    .select([
      'bindings.binding_id as bindingId',
      'accounts.account_id as accountId',
      'accounts.name as name',
      'accounts.color as color',
    ])
    .where('devices.device_id', '=', parameter('deviceId'))
}

function deleteBinding(
  db: Kysely<Tables>,
  parameter: Parameter<{ deviceId: string; bindingId: string }>,
) {
  return deleteCurrentBinding(db, parameter).where('binding_id', '=', parameter('bindingId'))
}

type Crowd = { address: string; since: number; crowd: number }

/** Nobody is counted past the one who makes it a crowd: behind a carrier's NAT there are thousands. */
function findCrowd(db: Kysely<Tables>, parameter: Parameter<Crowd>) {
  return db.selectNoFrom((eb) => [
    eb.exists(devicesAt(db, parameter)).as('devices'),
    eb.exists(accountsAt(db, parameter)).as('accounts'),
  ])
}

function devicesAt(db: Kysely<Tables>, parameter: Parameter<Crowd>) {
  return db
    .selectFrom('devices')
    .select('devices.device_id')
    .where('address', '=', parameter('address'))
    .where('asked_at', '>=', parameter('since'))
    .where((device) =>
      device.or([
        device.not(isClientDevice(device.ref('devices.device_id'))),
        device.exists(
          device
            .selectFrom('bindings')
            .select('bindings.binding_id')
            .whereRef('bindings.device_id', '=', 'devices.device_id'),
        ),
      ]),
    )
    .limit(1)
    .offset(parameter('crowd'))
}

function accountsAt(db: Kysely<Tables>, parameter: Parameter<Crowd>) {
  return (
    db
      .selectFrom('sessions')
      .select('account_id')
      .where('address', '=', parameter('address'))
      .where('last_used_at', '>=', parameter('since'))
      // Not `distinct`, which SQLite leaves out where only existence is asked for.
      .groupBy('account_id')
      .limit(1)
      .offset(parameter('crowd'))
  )
}
