import type { Kysely } from 'kysely'

import { stemsFrom } from './lineage.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/** Everything is undone that hangs on the session or phone's key which approved the device, and on all that stem from it. */
export function disownDevice(db: Kysely<Tables>): Store['disownDevice'] {
  const end = prepareQuery(db, deleteBinding)
  const forgetPlace = prepareQuery(db, deletePlaceOf)
  const sessionsOf = prepareQuery(db, findSessions)
  const passkeysOf = prepareQuery(db, findPasskeys)
  const keysOf = prepareQuery(db, findPhoneKeys)
  const deedsOf = [prepareQuery(db, findBindings), prepareQuery(db, findPlaces)]
  const undo = undoSession(db)
  const endSession = prepareQuery(db, deleteSession)
  const removePasskey = prepareQuery(db, deletePasskey)
  const removeKey = prepareQuery(db, deletePhoneKey)

  return ({ accountId, deviceId, keepSessionId }) =>
    db.transaction().execute(async (on) => {
      const binding = (await end(on, { accountId, deviceId })).rows[0]
      if (binding === undefined) return null
      await forgetPlace(on, { accountId, deviceId })
      const { sessionId: root } = binding
      if (root === null || root === keepSessionId) {
        return { devices: [deviceId], sessions: 0, passkeys: 0, phoneKeys: 0 }
      }
      const all = (await sessionsOf(on, { accountId })).rows
      const asker = all.find(({ sessionId }) => sessionId === keepSessionId)
      // What only came of the culprit by way of the one that asks is the asker's own.
      const spared = asker !== undefined && stemsFrom(asker.lineage, root) ? keepSessionId : null
      const fromRoot = ({ sessionId, lineage }: { sessionId: string; lineage: string }) =>
        sessionId === root ||
        (stemsFrom(lineage, root) && (spared === null || !stemsFrom(lineage, spared)))
      const sessions = all.filter(fromRoot)
      const passkeys = (await passkeysOf(on, { accountId })).rows.filter(fromRoot)
      // The approver of what a key has approved is the key itself.
      const keys = (await keysOf(on, { accountId })).rows.filter(fromRoot)
      // Sessions that have ended are known by what was added, bound and won in them.
      const culprits = new Set(
        [{ sessionId: root }, ...sessions, ...passkeys, ...keys].map((one) => one.sessionId),
      )
      for (const find of deedsOf) {
        for (const { sessionId, lineage } of (await find(on, { accountId })).rows) {
          if (sessionId !== null && lineage !== null && fromRoot({ sessionId, lineage })) {
            culprits.add(sessionId)
          }
        }
      }
      culprits.delete(keepSessionId)

      const devices = [deviceId]
      for (const sessionId of culprits) devices.push(...(await undo(on, { accountId, sessionId })))
      const ended = sessions.filter(({ sessionId }) => sessionId !== keepSessionId)
      for (const { sessionId } of ended) await endSession(on, { accountId, sessionId })
      for (const { credentialId } of passkeys) await removePasskey(on, { credentialId })
      for (const { sessionId: keyId } of keys) await removeKey(on, { accountId, keyId })
      const counts = { passkeys: passkeys.length, phoneKeys: keys.length }
      return { devices, sessions: ended.length, ...counts }
    })
}

/** Takes back what one session or phone's key has bound, won and begun to match; answers the devices that it had bound. */
function undoSession(db: Kysely<Tables>) {
  const endAll = prepareQuery(db, deleteBindingsFrom)
  const endMatches = prepareQuery(db, denyMatchesFrom)
  const forgetPlace = prepareQuery(db, deletePlaceOf)
  const forgetPlaces = prepareQuery(db, deletePlacesFrom)
  return async (on: Kysely<Tables>, culprit: Culprit): Promise<string[]> => {
    const { accountId } = culprit
    const bound = (await endAll(on, culprit)).rows.map(({ deviceId }) => deviceId)
    for (const deviceId of bound) await forgetPlace(on, { accountId, deviceId })
    await forgetPlaces(on, culprit)
    await endMatches(on, culprit)
    return bound
  }
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

function findSessions(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('sessions')
    .select(['session_id as sessionId', 'lineage'])
    .where('account_id', '=', parameter('accountId'))
}

function findPasskeys(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('passkeys')
    .select(['credential_id as credentialId', 'session_id as sessionId', 'lineage'])
    .where('account_id', '=', parameter('accountId'))
}

function findPhoneKeys(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('phone_keys')
    .select(['key_id as sessionId', 'lineage'])
    .where('account_id', '=', parameter('accountId'))
}

function findBindings(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('bindings')
    .select(['session_id as sessionId', 'lineage'])
    .where('account_id', '=', parameter('accountId'))
}

function findPlaces(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('places')
    .select(['session_id as sessionId', 'lineage'])
    .where('account_id', '=', parameter('accountId'))
}

function deleteSession(db: Kysely<Tables>, parameter: Parameter<Culprit>) {
  return db
    .deleteFrom('sessions')
    .where('account_id', '=', parameter('accountId'))
    .where('session_id', '=', parameter('sessionId'))
}

function deletePasskey(db: Kysely<Tables>, parameter: Parameter<{ credentialId: string }>) {
  return db.deleteFrom('passkeys').where('credential_id', '=', parameter('credentialId'))
}

function deletePhoneKey(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; keyId: string }>,
) {
  return db
    .deleteFrom('phone_keys')
    .where('key_id', '=', parameter('keyId'))
    .where('account_id', '=', parameter('accountId'))
}

function denyMatchesFrom(db: Kysely<Tables>, parameter: Parameter<Culprit>) {
  return db
    .updateTable('link_requests')
    .set({ state: 'denied', reason: 'match_missed', payload: null })
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
