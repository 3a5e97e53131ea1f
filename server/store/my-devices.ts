import type { Kysely } from 'kysely'

import { type Parameter, type PreparedQuery, prepareQuery } from './prepared-query.ts'
import { standsAt } from './standing-binding.ts'
import type { MyDeviceRecord, Store } from './store.ts'
import type { Tables } from './tables.ts'

type MyDeviceVerbs = Pick<Store, 'devicesOf' | 'countNewDevices' | 'labelDevice' | 'unbindFrom'>

/** More than a hotel signs in with one account; a page with all of them is 200 kB. */
const DEVICES_PER_ACCOUNT = 1000

/** What an account does with the devices that are bound to it. */
export function myDevices(db: Kysely<Tables>): MyDeviceVerbs {
  const list: PreparedQuery<List, MyDeviceRecord> = prepareQuery(db, listDevices)
  const countNew = prepareQuery(db, countNewDevices)
  const label = prepareQuery(db, updateLabel)
  const unbindOne = prepareQuery(db, deleteBinding)
  const unbindAll = prepareQuery(db, deleteBindings)

  return {
    async devicesOf(accountId, now) {
      return (await list(db, { accountId, now, limit: DEVICES_PER_ACCOUNT })).rows
    },

    async countNewDevices(to) {
      return Number((await countNew(db, to)).rows[0]?.devices)
    },

    async labelDevice(accountId, deviceId, text) {
      const { rows } = await label(db, { accountId, deviceId, label: text })
      return rows.length > 0
    },

    async unbindFrom(accountId, deviceId) {
      const { rows } =
        deviceId === null
          ? await unbindAll(db, { accountId })
          : await unbindOne(db, { accountId, deviceId })
      return rows.map((row) => row.deviceId)
    },
  }
}

type List = { accountId: string; now: number; limit: number }

function listDevices(db: Kysely<Tables>, parameter: Parameter<List>) {
  return db
    .selectFrom('bindings')
    .innerJoin('devices', 'devices.device_id', 'bindings.device_id')
    .select(['bindings.device_id as deviceId', 'bindings.binding_id as bindingId'])
    .select(['bindings.label as label', 'devices.device_name as name'])
    .select(['devices.device_model as model', 'devices.client_id as clientId'])
    .select(['devices.network as network', 'devices.address as address'])
    .select(['bindings.bound_at as boundAt', 'bindings.expires_at as until'])
    .select(['devices.seen_at as seenAt', 'bindings.session_id as sessionId'])
    .where('bindings.account_id', '=', parameter('accountId'))
    .where(standsAt(parameter('now')))
    .orderBy('bindings.bound_at', 'desc')
    .orderBy('bindings.device_id')
    .limit(parameter('limit'))
}

type NewTo = { accountId: string; sessionId: string; since: number; now: number }

function countNewDevices(db: Kysely<Tables>, parameter: Parameter<NewTo>) {
  return db
    .selectFrom('bindings')
    .select(({ fn }) => fn.countAll().as('devices'))
    .where('account_id', '=', parameter('accountId'))
    .where('bound_at', '>=', parameter('since'))
    .where('session_id', 'is distinct from', parameter('sessionId'))
    .where(standsAt(parameter('now')))
}

function updateLabel(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; deviceId: string; label: string }>,
) {
  return db
    .updateTable('bindings')
    .set({ label: parameter('label') })
    .where('device_id', '=', parameter('deviceId'))
    .where('account_id', '=', parameter('accountId'))
    .returning('device_id')
}

function deleteBindings(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .deleteFrom('bindings')
    .where('account_id', '=', parameter('accountId'))
    .returning('device_id as deviceId')
}

function deleteBinding(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; deviceId: string }>,
) {
  return deleteBindings(db, parameter).where('device_id', '=', parameter('deviceId'))
}
