import { type Kysely, sql } from 'kysely'

import { type Parameter, type PreparedQuery, prepareQuery } from './prepared-query.ts'
import type { Store, TakenDeviceRecord } from './store.ts'
import type { Tables } from './tables.ts'

type TakeoverVerbs = Pick<Store, 'takenFrom' | 'forgetTaken'>

/** Whoever has not looked at the list of their TVs for a week has noticed by then, or does not mind. */
const TOLD_SECONDS = 7 * 86_400

/** More TVs than one person loses in a week; a hotel that changes hands sees the last of them. */
const TOLD_AT_ONCE = 50

/** What an account hears of devices that were its own until another account's approval replaced the binding. */
export function takeovers(db: Kysely<Tables>): TakeoverVerbs {
  const list: PreparedQuery<List, TakenDeviceRecord> = prepareQuery(db, listTaken)
  const forget = prepareQuery(db, deleteHeard)

  return {
    async takenFrom(accountId, now) {
      const since = now - TOLD_SECONDS
      return (await list(db, { accountId, since, limit: TOLD_AT_ONCE })).rows
    },

    async forgetTaken(accountId, heardAt) {
      await forget(db, { accountId, heardAt })
    },
  }
}

/**
 * Writes down, within the transaction that binds a device, from whom it was taken; what has come back to an account was
 * not taken from it any more.
 */
export function noteTakeover(db: Kysely<Tables>) {
  const note = prepareQuery(db, upsertTakeover)
  const comeBack = prepareQuery(db, deleteTakeover)
  return async (on: Kysely<Tables>, { from, to, deviceId, now }: Takeover): Promise<void> => {
    if (from !== null && from.accountId !== to) {
      const { accountId, label } = from
      await note(on, { accountId, label, deviceId, now })
    }
    await comeBack(on, { deviceId, accountId: to })
  }
}

interface Takeover {
  deviceId: string
  /** To whom it was bound just before, and as that person called it. */
  from: { accountId: string; label: string | null } | null
  /** The account that has it from `now` on. */
  to: string
  now: number
}

/** Deletes takeovers of which nobody is told any more. */
export function sweepTakeovers(db: Kysely<Tables>) {
  const sweep = prepareQuery(db, deleteOld)
  return (on: Kysely<Tables>, { now, batch }: { now: number; batch: number }) =>
    sweep(on, { before: now - TOLD_SECONDS, batch })
}

type List = { accountId: string; since: number; limit: number }

function listTaken(db: Kysely<Tables>, parameter: Parameter<List>) {
  return db
    .selectFrom('takeovers')
    .select(['device_id as deviceId', 'name', 'model', 'taken_at as takenAt'])
    .where('account_id', '=', parameter('accountId'))
    .where('taken_at', '>=', parameter('since'))
    .orderBy('taken_at', 'desc')
    .orderBy('device_id')
    .limit(parameter('limit'))
}

/** What happened in the very second in which the list was made may not have been on it. */
function deleteHeard(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; heardAt: number }>,
) {
  return db
    .deleteFrom('takeovers')
    .where('account_id', '=', parameter('accountId'))
    .where('taken_at', '<', parameter('heardAt'))
}

type Taken = { deviceId: string; accountId: string; label: string | null; now: number }

function upsertTakeover(db: Kysely<Tables>, parameter: Parameter<Taken>) {
  return db
    .insertInto('takeovers')
    .columns(['account_id', 'device_id', 'name', 'model', 'taken_at'])
    .expression((eb) =>
      eb
        .selectFrom('devices')
        .select([
          sql<string>`${parameter('accountId')}`.as('account_id'),
          'device_id',
          sql<string | null>`coalesce(${parameter('label')}, device_name)`.as('name'),
          'device_model as model',
          sql<number>`${parameter('now')}`.as('taken_at'),
        ])
        .where('device_id', '=', parameter('deviceId')),
    )
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'device_id']).doUpdateSet((eb) => ({
        name: eb.ref('excluded.name'),
        model: eb.ref('excluded.model'),
        taken_at: eb.ref('excluded.taken_at'),
      })),
    )
}

function deleteTakeover(
  db: Kysely<Tables>,
  parameter: Parameter<{ deviceId: string; accountId: string }>,
) {
  return db
    .deleteFrom('takeovers')
    .where('account_id', '=', parameter('accountId'))
    .where('device_id', '=', parameter('deviceId'))
}

function deleteOld(db: Kysely<Tables>, parameter: Parameter<{ before: number; batch: number }>) {
  return db.deleteFrom('takeovers').where(
    (eb) => eb.refTuple('account_id', 'device_id'),
    'in',
    (eb) =>
      eb
        .selectFrom('takeovers')
        .select(['account_id', 'device_id'])
        .where('taken_at', '<', parameter('before'))
        .limit(parameter('batch'))
        .$asTuple('account_id', 'device_id'),
  )
}
