import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export function markSeen(db: Kysely<Tables>): Store['markSeen'] {
  const see = prepareQuery(db, updateSeen)
  return async (seen) => {
    if (seen.length === 0) return
    await db.transaction().execute(async (on) => {
      for (const [deviceId, at] of seen) await see(on, { deviceId, at })
    })
  }
}

/** Of two processes that saw a device, the one that saw it last is right. */
function updateSeen(db: Kysely<Tables>, parameter: Parameter<{ deviceId: string; at: number }>) {
  return db
    .updateTable('devices')
    .set({ seen_at: parameter('at') })
    .where('device_id', '=', parameter('deviceId'))
    .where((eb) => eb.or([eb('seen_at', 'is', null), eb('seen_at', '<', parameter('at'))]))
}
