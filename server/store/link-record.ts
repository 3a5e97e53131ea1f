import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely'

import type { LinkRecord } from './store.ts'
import type { Tables } from './tables.ts'

/** The columns of a {@link LinkRecord}, under the names it has for them. */
export const LINK_COLUMNS = [
  'link_requests.link_id as linkId',
  'link_requests.device_id as deviceId',
  'link_requests.device_name as deviceName',
  'link_requests.device_model as deviceModel',
  'link_requests.network as network',
  'link_requests.state as state',
  'link_requests.reason as reason',
  'link_requests.created_at as createdAt',
  'link_requests.opened_at as openedAt',
  'link_requests.expires_at as expiresAt',
] as const

/** Written into the SQL text, because with parameters SQLite could not use the indexes on live requests. */
const LIVE = [sql.lit<LinkRecord['state']>('pending'), sql.lit<LinkRecord['state']>('opened')]

/** Not ended; whether it has run out is another question. */
export function isLive(
  eb: ExpressionBuilder<Tables, 'link_requests'>,
): ExpressionWrapper<Tables, 'link_requests', SqlBool> {
  return eb('link_requests.state', 'in', LIVE)
}
