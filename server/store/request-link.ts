import type { Kysely } from 'kysely'

import { isClientDevice } from './client-device.ts'
import { isLive } from './link-record.ts'
import { type Parameter, type PreparedQuery, prepareQuery } from './prepared-query.ts'
import type { LinkDraft, Store } from './store.ts'
import type { Tables } from './tables.ts'

type Refusal = Exclude<Awaited<ReturnType<Store['requestLink']>>, 'created'>

export function requestLink(db: Kysely<Tables>): Store['requestLink'] {
  const refuse = refusal(db)
  const supersede = prepareQuery(db, markSuperseded)
  const remember = prepareQuery(db, upsertDevice)
  const insert = prepareQuery(db, insertLink)

  return async (draft) => {
    const { perDevice, newDevices: _newDevices, ...values } = draft
    try {
      return await db.transaction().execute(async (on) => {
        const refused = await refuse(on, draft)
        if (refused !== null) return refused
        if (perDevice !== null) await supersede(on, { deviceId: draft.deviceId })
        await remember(on, values)
        const { rows } = await insert(on, values)
        if (rows.length === 0) throw new CodeTaken()
        return 'created'
      })
    } catch (error) {
      if (error instanceof CodeTaken) return 'code_taken'
      throw error
    }
  }
}

/** Thrown inside the transaction only, because that is how what was written before it is taken back. */
class CodeTaken extends Error {}

function refusal(db: Kysely<Tables>) {
  const lookUp = prepareQuery(db, countLinks)
  const countNew: PreparedQuery<NewDevice, { devices: number }> = prepareQuery(db, countNewDevices)

  return async (on: Kysely<Tables>, draft: LinkDraft): Promise<Refusal | null> => {
    const { deviceId, network, perDevice, newDevices } = draft
    if (perDevice !== null) {
      const device = (await lookUp(on, { deviceId, since: perDevice.since })).rows[0]
      if (Number(device?.links) >= perDevice.max) return 'too_many_links'
      if (Number(device?.known) > 0) return null
    }
    if (newDevices === null) return null
    const seen = (await countNew(on, { deviceId, network, since: newDevices.since })).rows[0]
    return Number(seen?.devices) >= newDevices.max ? 'too_many_devices' : null
  }
}

function countLinks(db: Kysely<Tables>, parameter: Parameter<{ deviceId: string; since: number }>) {
  return db.selectNoFrom((eb) => [
    eb
      .selectFrom('link_requests')
      .select((count) => count.fn.countAll<number>().as('links'))
      .where('device_id', '=', parameter('deviceId'))
      .where('created_at', '>=', parameter('since'))
      .as('links'),
    eb
      .selectFrom('devices')
      .select((count) => count.fn.countAll<number>().as('known'))
      .where('device_id', '=', parameter('deviceId'))
      .as('known'),
  ])
}

type NewDevice = { deviceId: string; network: string | null; since: number }

/**
 * Devices whose network is in doubt are counted as if they shared one. Those of OAuth clients are counted apart: every
 * request of an app is a new one, and no app may use up what televisions need.
 */
function countNewDevices(db: Kysely<Tables>, parameter: Parameter<NewDevice>) {
  return db
    .selectFrom('devices')
    .select((eb) => eb.fn.countAll<number>().as('devices'))
    .where('first_network', 'is not distinct from', parameter('network'))
    .where('first_asked_at', '>=', parameter('since'))
    .where((eb) =>
      eb(isClientDevice(eb.ref('device_id')), '=', isClientDevice(parameter('deviceId'))),
    )
}

function markSuperseded(db: Kysely<Tables>, parameter: Parameter<{ deviceId: string }>) {
  return db
    .updateTable('link_requests')
    .set({ state: 'superseded', payload: null })
    .where('device_id', '=', parameter('deviceId'))
    .where(isLive)
}

type Values = Omit<LinkDraft, 'perDevice' | 'newDevices'>

function upsertDevice(db: Kysely<Tables>, parameter: Parameter<Values>) {
  return db
    .insertInto('devices')
    .values({
      device_id: parameter('deviceId'),
      link_id: parameter('linkId'),
      network: parameter('network'),
      address: parameter('address'),
      asked_at: parameter('createdAt'),
      device_name: parameter('deviceName'),
      device_model: parameter('deviceModel'),
      client_id: parameter('clientId'),
      first_network: parameter('network'),
      first_asked_at: parameter('createdAt'),
    })
    .onConflict((conflict) =>
      conflict.column('device_id').doUpdateSet((eb) => ({
        link_id: eb.ref('excluded.link_id'),
        network: eb.ref('excluded.network'),
        address: eb.ref('excluded.address'),
        asked_at: eb.ref('excluded.asked_at'),
        device_name: eb.ref('excluded.device_name'),
        device_model: eb.ref('excluded.device_model'),
        client_id: eb.ref('excluded.client_id'),
      })),
    )
}

/** Returns nothing when a live request has the user code, or any request the handle or id. */
function insertLink(db: Kysely<Tables>, parameter: Parameter<Values>) {
  return db
    .insertInto('link_requests')
    .values({
      link_id: parameter('linkId'),
      handle_hash: parameter('handleHash'),
      user_code_hash: parameter('userCodeHash'),
      device_code_hash: parameter('deviceCodeHash'),
      device_id: parameter('deviceId'),
      device_name: parameter('deviceName'),
      device_model: parameter('deviceModel'),
      client_id: parameter('clientId'),
      jkt: parameter('jkt'),
      scope: parameter('scope'),
      code_challenge: parameter('codeChallenge'),
      link_key: parameter('linkKey'),
      site: parameter('site'),
      network: parameter('network'),
      address: parameter('address'),
      country: parameter('country'),
      state: 'pending',
      created_at: parameter('createdAt'),
      expires_at: parameter('expiresAt'),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('link_id')
}
