import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/** Everything is undone that hangs on the session which approved the device, also what that session left behind. */
export function disownDevice(db: Kysely<Tables>): Store['disownDevice'] {
  const end = prepareQuery(db, deleteBinding)
  const endAll = prepareQuery(db, deleteBindingsFrom)
  const endSessions = prepareQuery(db, deleteSessions)
  const removePasskeys = prepareQuery(db, deletePasskeysFrom)
  const endMatches = prepareQuery(db, denyMatchesFrom)
  const forgetPlace = prepareQuery(db, deletePlaceOf)
  const forgetPlaces = prepareQuery(db, deletePlacesFrom)

  return ({ accountId, deviceId, keepSessionId }) =>
    db.transaction().execute(async (on) => {
      const binding = (await end(on, { accountId, deviceId })).rows[0]
      if (binding === undefined) return null
      await forgetPlace(on, { accountId, deviceId })
      const { sessionId } = binding
      if (sessionId === null || sessionId === keepSessionId) {
        return { devices: [deviceId], sessions: 0, passkeys: 0 }
      }
      const culprit = { accountId, sessionId }
      const others = (await endAll(on, culprit)).rows
      for (const other of others) await forgetPlace(on, { accountId, deviceId: other.deviceId })
      await forgetPlaces(on, culprit)
      await endMatches(on, culprit)
      const sessions = await endSessions(on, { ...culprit, keepSessionId })
      const passkeys = await removePasskeys(on, culprit)
      return {
        devices: [deviceId, ...others.map((other) => other.deviceId)],
        sessions: Number(sessions.numAffectedRows),
        passkeys: Number(passkeys.numAffectedRows),
      }
    })
}

function deleteBinding(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; deviceId: string }>,
) {
  return db
    .deleteFrom('bindings')
    .where('device_id', '=', parameter('deviceId'))
    .where('account_id', '=', parameter('accountId'))
    .returning('session_id as sessionId')
}

type Culprit = { accountId: string; sessionId: string }

function deleteBindingsFrom(db: Kysely<Tables>, parameter: Parameter<Culprit>) {
  return db
    .deleteFrom('bindings')
    .where('account_id', '=', parameter('accountId'))
    .where('session_id', '=', parameter('sessionId'))
    .returning('device_id as deviceId')
}

/** Itself, and each that may have begun with a passkey which it has added: by which one is not written down. */
function deleteSessions(
  db: Kysely<Tables>,
  parameter: Parameter<Culprit & { keepSessionId: string }>,
) {
  return db
    .deleteFrom('sessions')
    .where('account_id', '=', parameter('accountId'))
    .where('session_id', '<>', parameter('keepSessionId'))
    .where((eb) =>
      eb.or([
        eb('session_id', '=', parameter('sessionId')),
        eb.and([
          eb('method', '=', 'passkey'),
          eb.exists(
            eb
              .selectFrom('passkeys')
              .select('passkeys.credential_id')
              .whereRef('passkeys.account_id', '=', 'sessions.account_id')
              .where('passkeys.session_id', '=', parameter('sessionId'))
              .where('passkeys.last_used_at', 'is not', null)
              .whereRef('passkeys.created_at', '<=', 'sessions.proven_at'),
          ),
        ]),
      ]),
    )
}

function deletePasskeysFrom(db: Kysely<Tables>, parameter: Parameter<Culprit>) {
  return db
    .deleteFrom('passkeys')
    .where('account_id', '=', parameter('accountId'))
    .where('session_id', '=', parameter('sessionId'))
}

function denyMatchesFrom(db: Kysely<Tables>, parameter: Parameter<Culprit>) {
  return db
    .updateTable('link_requests')
    .set({ state: 'denied', reason: 'match_missed' })
    .where('match_account_id', '=', parameter('accountId'))
    .where('match_session_id', '=', parameter('sessionId'))
    .where('state', '=', 'matching')
}

/** Where a stranger's device stands is not this person's home, however often it was matched. */
function deletePlaceOf(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; deviceId: string }>,
) {
  return db
    .deleteFrom('places')
    .where('account_id', '=', parameter('accountId'))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('devices')
          .select('devices.device_id')
          .where('devices.device_id', '=', parameter('deviceId'))
          .whereRef('devices.network', '=', 'places.network'),
      ),
    )
}

function deletePlacesFrom(db: Kysely<Tables>, parameter: Parameter<Culprit>) {
  return db
    .deleteFrom('places')
    .where('account_id', '=', parameter('accountId'))
    .where('session_id', '=', parameter('sessionId'))
}
