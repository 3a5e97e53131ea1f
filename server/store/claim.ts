import { type Expression, type ExpressionBuilder, type Kysely, sql } from 'kysely'

import type { Parameter } from './prepared-query.ts'
import type { Tables } from './tables.ts'

type LinkExpressions = ExpressionBuilder<Tables, 'link_requests'>

/** Whether no other account holds the link request at `now`. */
export function isOpenTo(accountId: Expression<string>, now: Expression<number>) {
  return (eb: LinkExpressions) =>
    eb.or([
      eb('link_requests.claim_account_id', 'is', null),
      eb('link_requests.claim_account_id', '=', accountId),
      eb('link_requests.claim_until', '<=', now),
    ])
}

/** The account holds the link request at least until then: what it had, the renewal does not take back. */
export function claimedBy(claim: {
  accountId: Expression<string>
  shown: Expression<string>
  until: Expression<number>
}) {
  return {
    claim_account_id: claim.accountId,
    claim_shown: claim.shown,
    claim_until: later('claim_until', claim.until),
  }
}

/** A claim that has come to a number match is the match's, and ends with it. */
export function endClaims(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .updateTable('link_requests')
    .set({ claim_account_id: null, claim_shown: null, claim_until: null })
    .where('claim_account_id', '=', parameter('accountId'))
    .where('state', 'in', ['pending', 'opened'])
}

/** The later of the two; a column that is null is earlier than anything. */
export function later(
  column: 'claim_until' | 'expires_at',
  moment: Expression<number>,
): Expression<number> {
  const until = sql.ref(`link_requests.${column}`)
  return sql`case when ${until} > ${moment} then ${until} else ${moment} end`
}
