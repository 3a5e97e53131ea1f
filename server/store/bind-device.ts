import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Tables } from './tables.ts'

interface Binding {
  deviceId: string
  bindingId: string
  accountId: string
  now: number
}

/** Binds a device within a transaction. It has one binding: an older one ends, and with it the grant that hung on it. */
export function bindDevice(db: Kysely<Tables>) {
  const end = prepareQuery(db, deleteCurrentBinding)
  const insert = prepareQuery(db, insertBinding)
  return async (on: Kysely<Tables>, { deviceId, ...values }: Binding): Promise<void> => {
    await end(on, { deviceId })
    await insert(on, { deviceId, ...values })
  }
}

export function deleteCurrentBinding(
  db: Kysely<Tables>,
  parameter: Parameter<{ deviceId: string }>,
) {
  return db
    .deleteFrom('bindings')
    .where('device_id', '=', parameter('deviceId'))
    .returning('binding_id')
}

function insertBinding(
  db: Kysely<Tables>,
  parameter: Parameter<{ [Key in keyof Binding]: Binding[Key] }>,
) {
  return db.insertInto('bindings').values({
    device_id: parameter('deviceId'),
    binding_id: parameter('bindingId'),
    account_id: parameter('accountId'),
    bound_at: parameter('now'),
  })
}
