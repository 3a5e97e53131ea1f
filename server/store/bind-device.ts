import type { Kysely } from 'kysely'

import { lineageBehind } from './approver.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Tables } from './tables.ts'
import { noteTakeover } from './takeovers.ts'

interface Binding {
  deviceId: string
  bindingId: string
  accountId: string
  /** `null` for a binding that lasts. */
  until: number | null
  /** Or the phone's key that approves. */
  sessionId: string | null
  now: number
}

/**
 * Binds a device within a transaction. It has one binding: an older one ends, and with it the grant that hung on it, and
 * another account that loses it so is told. The name that a person gave the device stays with that person.
 */
export function bindDevice(db: Kysely<Tables>) {
  const end = prepareQuery(db, deleteCurrentBinding)
  const insert = prepareQuery(db, insertBinding)
  const note = noteTakeover(db)
  return async (on: Kysely<Tables>, { deviceId, ...values }: Binding): Promise<void> => {
    const { accountId, now } = values
    const before = (await end(on, { deviceId })).rows[0] ?? null
    const label = before?.accountId === accountId ? before.label : null
    await insert(on, { deviceId, ...values, label })
    // Nobody loses what had run out by itself, even if it was still there.
    const stood = before !== null && (before.expiresAt === null || before.expiresAt > now)
    await note(on, { deviceId, from: stood ? before : null, to: accountId, now })
  }
}

export function deleteCurrentBinding(
  db: Kysely<Tables>,
  parameter: Parameter<{ deviceId: string }>,
) {
  return db
    .deleteFrom('bindings')
    .where('device_id', '=', parameter('deviceId'))
    .returning(['account_id as accountId', 'label', 'expires_at as expiresAt'])
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
    lineage: lineageBehind(db, parameter('sessionId')),
  })
}
