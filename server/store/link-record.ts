import {
  type Expression,
  type ExpressionBuilder,
  type ExpressionWrapper,
  type SqlBool,
  sql,
} from 'kysely'

import type { LinkEnd, LinkRecord } from './store.ts'
import type { Tables } from './tables.ts'

/** The columns of a {@link LinkRecord}, under the names it has for them. */
export const LINK_COLUMNS = [
  'link_requests.link_id as linkId',
  'link_requests.device_id as deviceId',
  'link_requests.device_name as deviceName',
  'link_requests.device_model as deviceModel',
  'link_requests.client_id as clientId',
  'link_requests.network as network',
  'link_requests.address as address',
  'link_requests.country as country',
  'link_requests.state as state',
  'link_requests.reason as reason',
  'link_requests.created_at as createdAt',
  'link_requests.opened_at as openedAt',
  'link_requests.expires_at as expiresAt',
  'link_requests.match_account_id as matchAccountId',
  'link_requests.match_number as matchNumber',
  'link_requests.match_until as matchUntil',
  'link_requests.claim_account_id as claimAccountId',
  'link_requests.claim_shown as claimShown',
  'link_requests.claim_until as claimUntil',
  'link_requests.link_key as linkKey',
  'link_requests.site as site',
] as const

type State = LinkRecord['state']
type LiveState = Exclude<State, LinkEnd>
type LinkExpressions = ExpressionBuilder<Tables, 'link_requests'>
type LinkCondition = ExpressionWrapper<Tables, 'link_requests', SqlBool>

const LIVE_STATES: readonly State[] = ['pending', 'opened', 'matching'] satisfies LiveState[]

/** Written into the SQL text, because with parameters SQLite could not use the indexes on live requests. */
const LIVE = LIVE_STATES.map((state) => sql.lit(state))

/** Not ended; whether it has run out is another question. */
export function isLive(eb: LinkExpressions): LinkCondition {
  return eb('link_requests.state', 'in', LIVE)
}

/** Neither ended nor run out: a number match that nobody answered in time takes its link request with it. */
export function isLiveAt(now: Expression<number>) {
  return (eb: LinkExpressions): LinkCondition =>
    eb.and([
      isLive(eb),
      eb('link_requests.expires_at', '>', now),
      eb.or([
        eb('link_requests.match_until', 'is', null),
        eb('link_requests.match_until', '>', now),
      ]),
    ])
}

/** The same of a row that was read: where a write did not go through, it tells a claim in the way from the end. */
export function isLiveRow(
  { state, expiresAt, matchUntil }: Pick<LinkRecord, 'state' | 'expiresAt' | 'matchUntil'>,
  now: number,
): boolean {
  return isLiveState(state) && Math.min(expiresAt, matchUntil ?? expiresAt) > now
}

/** How a link request has ended that is not live any more; the state of one that has run out still says it lives. */
export function endOf(state: State): LinkEnd {
  return isLiveState(state) ? 'expired' : state
}

function isLiveState(state: State): state is LiveState {
  return LIVE_STATES.includes(state)
}
