import { type Kysely, sql } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standingBinding } from './standing-binding.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export function payloadOf(db: Kysely<Tables>): Store['payloadOf'] {
  const find = prepareQuery(db, findPayload)
  return async (asked) => (await find(db, asked)).rows[0]?.payload ?? null
}

type Asked = { linkId: string; deviceId: string; now: number }

/** A match that is not won yet has one, too, but no binding; and one that has run out is not deleted at once. */
function findPayload(db: Kysely<Tables>, parameter: Parameter<Asked>) {
  const standing = standingBinding(db, sql.ref('link_requests.binding_id'), parameter('now'))
  return db
    .selectFrom('link_requests')
    .select('payload')
    .where('link_id', '=', parameter('linkId'))
    .where('device_id', '=', parameter('deviceId'))
    .where((eb) => eb.exists(standing))
}
