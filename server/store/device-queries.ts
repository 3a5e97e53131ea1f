import type { Kysely } from 'kysely'

import { deleteCurrentBinding } from './bind-device.ts'
import { isClientDevice } from './client-device.ts'
import { LINK_COLUMNS } from './link-record.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { BoundAccount, LinkRecord, Store } from './store.ts'
import type { Tables } from './tables.ts'

type DeviceVerbs = Pick<Store, 'deviceState' | 'unbind' | 'accountHasDeviceIn' | 'crowdAt'>

export function deviceQueries(db: Kysely<Tables>): DeviceVerbs {
  const state = prepareQuery(db, findState)
  const unbindOne = prepareQuery(db, deleteBinding)
  const unbindCurrent = prepareQuery(db, deleteCurrentBinding)
  const inNetwork = prepareQuery(db, findDeviceIn)
  const crowded = prepareQuery(db, findCrowd)

  return {
    async deviceState(deviceId) {
      const row = (await state(db, { deviceId })).rows[0]
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

    async accountHasDeviceIn(accountId, network) {
      const { rows } = await inNetwork(db, { accountId, network })
      return rows.length > 0
    },

    async crowdAt(address, since, crowd) {
      const seen = (await crowded(db, { address, since, crowd })).rows[0]
      return { devices: seen?.devices === 1, accounts: seen?.accounts === 1 }
    },
  }
}

type StateRow = {
  [Key in keyof (BoundAccount & LinkRecord)]: (BoundAccount & LinkRecord)[Key] | null
}

function boundIn({ bindingId, accountId, name, color }: StateRow): BoundAccount | null {
  if (bindingId === null || accountId === null || name === null || color === null) return null
  return { bindingId, accountId, name, color }
}

function linkIn(row: StateRow): LinkRecord | null {
  const { linkId, deviceId, clientId, state, createdAt, expiresAt } = row
  if (linkId === null || deviceId === null || clientId === null || state === null) return null
  if (createdAt === null || expiresAt === null) return null
  return {
    linkId,
    deviceId,
    deviceName: row.deviceName,
    deviceModel: row.deviceModel,
    clientId,
    network: row.network,
    state,
    reason: row.reason,
    createdAt,
    openedAt: row.openedAt,
    expiresAt,
    matchAccountId: row.matchAccountId,
    matchNumber: row.matchNumber,
    matchUntil: row.matchUntil,
  }
}

/** The hottest query, behind every `GET /hello`: one round for everything the answer needs. */
function findState(db: Kysely<Tables>, parameter: Parameter<{ deviceId: string }>) {
  return db
    .selectFrom('devices')
    .leftJoin('bindings', 'bindings.device_id', 'devices.device_id')
    .leftJoin('accounts', (join) =>
      join.onRef('accounts.account_id', '=', 'bindings.account_id').on('accounts.disabled', '=', 0),
    )
    .leftJoin('link_requests', 'link_requests.link_id', 'devices.link_id')
    .select(LINK_COLUMNS)
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

function findDeviceIn(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; network: string }>,
) {
  return db
    .selectFrom('bindings')
    .innerJoin('devices', 'devices.device_id', 'bindings.device_id')
    .select('devices.device_id')
    .where('bindings.account_id', '=', parameter('accountId'))
    .where('devices.network', '=', parameter('network'))
    .limit(1)
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
