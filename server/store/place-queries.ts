import type { Kysely } from 'kysely'

import { lineageBehind } from './approver.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standsAt } from './standing-binding.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/** Nobody has so many homes; beyond it an account forgets the one where it passed a match longest ago. */
export const PLACES_PER_ACCOUNT = 50

export function accountKnows(db: Kysely<Tables>): Store['accountKnows'] {
  const find = prepareQuery(db, findPlace)
  return async (place) => {
    const known = (await find(db, place)).rows[0]
    return known?.device === 1 || known?.matched === 1
  }
}

type Place = Parameters<Store['accountKnows']>[0]

function findPlace(db: Kysely<Tables>, parameter: Parameter<{ [Key in keyof Place]: Place[Key] }>) {
  return db.selectNoFrom((eb) => [
    eb
      .exists(
        eb
          .selectFrom('bindings')
          .innerJoin('devices', 'devices.device_id', 'bindings.device_id')
          .select('devices.device_id')
          .where('bindings.account_id', '=', parameter('accountId'))
          .where('devices.network', '=', parameter('network'))
          .where(standsAt(parameter('now'))),
      )
      .as('device'),
    eb
      .exists(
        eb
          .selectFrom('places')
          .select('places.network')
          .where('places.account_id', '=', parameter('accountId'))
          .where('places.network', '=', parameter('network'))
          .where('places.matched_at', '>=', parameter('matchedSince')),
      )
      .as('matched'),
  ])
}

type Matched = { accountId: string; network: string; sessionId: string | null; now: number }

/** Makes a network a place of the account within a transaction, or renews it. */
export function rememberPlace(db: Kysely<Tables>) {
  const upsert = prepareQuery(db, upsertPlace)
  const forget = prepareQuery(db, forgetOldest)
  return async (on: Kysely<Tables>, matched: Matched): Promise<void> => {
    await upsert(on, matched)
    await forget(on, { accountId: matched.accountId, places: PLACES_PER_ACCOUNT })
  }
}

function upsertPlace(db: Kysely<Tables>, parameter: Parameter<Matched>) {
  return db
    .insertInto('places')
    .values({
      account_id: parameter('accountId'),
      network: parameter('network'),
      matched_at: parameter('now'),
      session_id: parameter('sessionId'),
      lineage: lineageBehind(db, parameter('sessionId')),
    })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'network']).doUpdateSet((eb) => ({
        matched_at: eb.ref('excluded.matched_at'),
        session_id: eb.ref('excluded.session_id'),
        lineage: eb.ref('excluded.lineage'),
      })),
    )
}

function forgetOldest(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; places: number }>,
) {
  const kept = db
    .selectFrom('places')
    .select('network')
    .where('account_id', '=', parameter('accountId'))
    .orderBy('matched_at', 'desc')
    .orderBy('network')
    .limit(parameter('places'))
  return db
    .deleteFrom('places')
    .where('account_id', '=', parameter('accountId'))
    .where('network', 'not in', kept)
}
