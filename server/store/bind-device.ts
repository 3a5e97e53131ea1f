import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Tables } from './tables.ts'

interface Binding {
  deviceId: string
  bindingId: string
  accountId: string
  /** `null` for a binding that lasts. */
  until: number | null
  sessionId: string | null
  now: number
}

/**
 * Binds a device within a transaction. It has one binding: an older one ends, and with it the grant that hung on it. The
 * name that a person gave the device stays with that person.
 */
export function bindDevice(db: Kysely<Tables>) {
  const end = prepareQuery(db, deleteCurrentBinding)
  const insert = prepareQuery(db, insertBinding)
  return async (on: Kysely<Tables>, { deviceId, ...values }: Binding): Promise<void> => {
    const before = (await end(on, { deviceId })).rows[0]
    const label = before?.accountId === values.accountId ? before.label : null
    await insert(on, { deviceId, ...values, label })
  }
}

export function deleteCurrentBinding(
  db: Kysely<Tables>,
  parameter: Parameter<{ deviceId: string }>,
) {
  return db
    .deleteFrom('bindings')
    .where('device_id', '=', parameter('deviceId'))
    .returning(['account_id as accountId', 'label'])
}

function insertBinding(
  db: Kysely<Tables>,
  parameter: Parameter<{ [Key in keyof Binding]: Binding[Key] } & { label: string | null }>,
) {
  return db.insertInto('bindings').values({
    device_id: parameter('deviceId'),
    binding_id: parameter('bindingId'),
    account_id: parameter('accountId'),
    bound_at: parameter('now'),
    expires_at: parameter('until'),
    label: parameter('label'),
    session_id: parameter('sessionId'),
    lineage: db
      .selectFrom('sessions')
      .select('sessions.lineage')
      .where('sessions.session_id', '=', parameter('sessionId')),
  })
}
