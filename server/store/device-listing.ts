import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export function devices(db: Kysely<Tables>): Store['devices'] {
  const list = prepareQuery(db, listDevices)
  const listOfAccount = prepareQuery(db, listDevicesOf)

  return async ({ username, ...page }) => {
    const { rows } =
      username === null ? await list(db, page) : await listOfAccount(db, { ...page, username })
    return rows
  }
}

const COLUMNS = [
  'devices.device_id as deviceId',
  'devices.device_name as name',
  'devices.device_model as model',
  'devices.client_id as clientId',
  'accounts.username as username',
  'bindings.bound_at as boundAt',
  'devices.network as network',
  'devices.asked_at as askedAt',
] as const

function listDevices(db: Kysely<Tables>, parameter: Parameter<{ after: string; limit: number }>) {
  return db
    .selectFrom('devices')
    .leftJoin('bindings', 'bindings.device_id', 'devices.device_id')
    .leftJoin('accounts', 'accounts.account_id', 'bindings.account_id')
    .select(COLUMNS)
    .where('devices.device_id', '>', parameter('after'))
    .orderBy('devices.device_id')
    .limit(parameter('limit'))
}

/** Begins at the account, so that it does not look at everybody's devices. */
function listDevicesOf(
  db: Kysely<Tables>,
  parameter: Parameter<{ username: string; after: string; limit: number }>,
) {
  return db
    .selectFrom('accounts')
    .innerJoin('bindings', 'bindings.account_id', 'accounts.account_id')
    .innerJoin('devices', 'devices.device_id', 'bindings.device_id')
    .select(COLUMNS)
    .where('accounts.username', '=', parameter('username'))
    .where('bindings.device_id', '>', parameter('after'))
    .orderBy('bindings.device_id')
    .limit(parameter('limit'))
}
