import type { Kysely } from 'kysely'

import { isClientDevice } from './client-device.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'
import { sweepTakeovers } from './takeovers.ts'

export function sweep(db: Kysely<Tables>): Store['sweep'] {
  const sweepLinks = prepareQuery(db, deleteLinks)
  const sweepSessions = prepareQuery(db, deleteSessions)
  const sweepMisses = prepareQuery(db, deleteMisses)
  const sweepGrants = prepareQuery(db, deleteEndedGrants)
  const nextDevices = prepareQuery(db, findNextDevices)
  const sweepBindings = prepareQuery(db, deleteEndedBindings)
  const sweepDevices = prepareQuery(db, deleteIdleDevices)
  const sweepPlaces = prepareQuery(db, deletePlaces)
  const sweepTaken = sweepTakeovers(db)
  let lookedAt = ''

  return async ({ now, endedBefore, boundBefore, unseenBefore, placesBefore, batch }) => {
    const links = await sweepLinks(db, { before: endedBefore, batch })
    const sessions = await sweepSessions(db, { before: now + 1, batch })
    const misses = await sweepMisses(db, { before: now + 1, batch })

    const places = await sweepPlaces(db, { before: placesBefore, batch })
    const taken = await sweepTaken(db, { now, batch })
    const grants = await sweepGrants(db, { before: now + 1, batch })

    // Most devices stay, so a sweep looks at the next few of them instead of searching among all.
    const from = lookedAt
    const next = (await nextDevices(db, { from, batch })).rows
    const upTo = next.at(-1)?.deviceId ?? from
    lookedAt = next.length < batch ? '' : upTo
    const bindings = await sweepBindings(db, { from, upTo, boundBefore })
    const devices = await sweepDevices(db, { from, upTo, unseenBefore })

    return [links, sessions, misses, places, taken, grants, bindings, devices]
      .map((result) => Number(result.numAffectedRows))
      .reduce((sum, rows) => sum + rows)
  }
}

type Ended = { before: number; batch: number }

/** However a link request ended, it is kept as if it had run out, so that one index serves. */
function deleteLinks(db: Kysely<Tables>, parameter: Parameter<Ended>) {
  return db
    .deleteFrom('link_requests')
    .where('link_id', 'in', (eb) =>
      eb
        .selectFrom('link_requests')
        .select('link_id')
        .where('expires_at', '<', parameter('before'))
        .limit(parameter('batch')),
    )
}

function deleteSessions(db: Kysely<Tables>, parameter: Parameter<Ended>) {
  return db
    .deleteFrom('sessions')
    .where('id_hash', 'in', (eb) =>
      eb
        .selectFrom('sessions')
        .select('id_hash')
        .where('expires_at', '<', parameter('before'))
        .limit(parameter('batch')),
    )
}

function deleteMisses(db: Kysely<Tables>, parameter: Parameter<Ended>) {
  return db
    .deleteFrom('misses')
    .where('key', 'in', (eb) =>
      eb
        .selectFrom('misses')
        .select('key')
        .where('expires_at', '<', parameter('before'))
        .limit(parameter('batch')),
    )
}

function deletePlaces(db: Kysely<Tables>, parameter: Parameter<Ended>) {
  return db.deleteFrom('places').where(
    (eb) => eb.refTuple('account_id', 'network'),
    'in',
    (eb) =>
      eb
        .selectFrom('places')
        .select(['account_id', 'network'])
        .where('matched_at', '<', parameter('before'))
        .limit(parameter('batch'))
        .$asTuple('account_id', 'network'),
  )
}

/** The grant goes with its binding: whoever let it run out asks anew. */
function deleteEndedGrants(db: Kysely<Tables>, parameter: Parameter<Ended>) {
  return db
    .deleteFrom('bindings')
    .where('binding_id', 'in', (eb) =>
      eb
        .selectFrom('grants')
        .select('grants.binding_id')
        .where('grants.expires_at', '<', parameter('before'))
        .limit(parameter('batch')),
    )
}

function findNextDevices(
  db: Kysely<Tables>,
  parameter: Parameter<{ from: string; batch: number }>,
) {
  return db
    .selectFrom('devices')
    .select('device_id as deviceId')
    .where('device_id', '>', parameter('from'))
    .orderBy('device_id')
    .limit(parameter('batch'))
}

/** An OAuth client without a grant holds an access token at most, and that has ended by then. */
function deleteEndedBindings(
  db: Kysely<Tables>,
  parameter: Parameter<{ from: string; upTo: string; boundBefore: number }>,
) {
  return db
    .deleteFrom('bindings')
    .where('device_id', '>', parameter('from'))
    .where('device_id', '<=', parameter('upTo'))
    .where((eb) => isClientDevice(eb.ref('device_id')))
    .where('bound_at', '<', parameter('boundBefore'))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('grants')
            .select('grants.grant_id')
            .whereRef('grants.binding_id', '=', 'bindings.binding_id'),
        ),
      ),
    )
}

function deleteIdleDevices(
  db: Kysely<Tables>,
  parameter: Parameter<{ from: string; upTo: string; unseenBefore: number }>,
) {
  return db
    .deleteFrom('devices')
    .where('device_id', '>', parameter('from'))
    .where('device_id', '<=', parameter('upTo'))
    .where('asked_at', '<', parameter('unseenBefore'))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('bindings')
            .select('binding_id')
            .whereRef('bindings.device_id', '=', 'devices.device_id'),
        ),
      ),
    )
}
