import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export function endDueBindings(db: Kysely<Tables>): Store['endDueBindings'] {
  const end = prepareQuery(db, deleteDue)
  return async (now, limit) => {
    const { rows } = await end(db, { now, limit })
    return rows.map(({ deviceId }) => deviceId)
  }
}

function deleteDue(db: Kysely<Tables>, parameter: Parameter<{ now: number; limit: number }>) {
  return db
    .deleteFrom('bindings')
    .where('device_id', 'in', (eb) =>
      eb
        .selectFrom('bindings')
        .select('device_id')
        .where('expires_at', '<=', parameter('now'))
        .limit(parameter('limit')),
    )
    .returning('device_id as deviceId')
}
