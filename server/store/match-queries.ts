import { type Kysely, sql } from 'kysely'

import { answerMatch } from './answer-match.ts'
import { approverStands } from './approver.ts'
import { claimedBy, isOpenTo, later } from './claim.ts'
import { endOf, isLiveAt, isLiveRow, LINK_COLUMNS } from './link-record.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { markKeyUsed } from './standing-phone-key.ts'
import type { MatchOutcome, Store } from './store.ts'
import type { Tables } from './tables.ts'

type MatchVerbs = Pick<Store, 'startMatch' | 'answerMatch' | 'matchedLink'>

export function matchQueries(db: Kysely<Tables>): MatchVerbs {
  const start = prepareQuery(db, markMatching)
  const use = prepareQuery(db, markKeyUsed)
  const find = prepareQuery(db, findMatch)
  const mayApprove = approverStands(db)
  const matched = prepareQuery(db, findMatched)

  return {
    startMatch: ({ session, ...match }) =>
      db.transaction().execute(async (on): Promise<MatchOutcome> => {
        const { handleHash, accountId, number, phoneKeyId: keyId, now } = match
        if (!(await mayApprove(on, { ...match, session }))) return { outcome: 'no_account' }
        const begun = (await start(on, match)).rows[0]
        if (begun !== undefined) {
          if (keyId !== null) await use(on, { accountId, keyId, now })
          return { outcome: 'matching', deviceId: begun.deviceId, number, begun: true }
        }
        const link = (await find(on, { handleHash })).rows[0]
        if (link === undefined) return { outcome: 'unknown' }
        if (!isLiveRow(link, now)) return { outcome: 'ended', state: endOf(link.state) }
        const { deviceId, matchNumber } = link
        if (matchNumber === null || link.matchAccountId !== accountId) return { outcome: 'taken' }
        return { outcome: 'matching', deviceId, number: matchNumber, begun: false }
      }),

    answerMatch: answerMatch(db),

    async matchedLink(accountId, userCodeHash) {
      return (await matched(db, { accountId, userCodeHash })).rows[0] ?? null
    },
  }
}

function findMatched(
  db: Kysely<Tables>,
  parameter: Parameter<{ accountId: string; userCodeHash: string }>,
) {
  return db
    .selectFrom('link_requests')
    .select(LINK_COLUMNS)
    .select('handle_hash as handleHash')
    .where('match_account_id', '=', parameter('accountId'))
    .where('user_code_hash', '=', parameter('userCodeHash'))
    .orderBy('created_at', 'desc')
    .limit(1)
}

type Start = Omit<Parameters<Store['startMatch']>[0], 'session'>

/** The one write that gives the digits to an account: a match that has begun is not begun again. */
function markMatching(
  db: Kysely<Tables>,
  parameter: Parameter<{ [Key in keyof Start]: Start[Key] }>,
) {
  const claim = {
    accountId: parameter('accountId'),
    shown: parameter('shown'),
    until: parameter('until'),
  }
  return db
    .updateTable('link_requests')
    .set({
      state: 'matching',
      match_account_id: parameter('accountId'),
      match_number: parameter('number'),
      match_until: parameter('until'),
      match_binding_until: parameter('bindingUntil'),
      match_session_id: sql`coalesce(${parameter('phoneKeyId')}, ${parameter('sessionId')})`,
      payload: parameter('payload'),
      expires_at: later('expires_at', parameter('until')),
      ...claimedBy(claim),
    })
    .where('handle_hash', '=', parameter('handleHash'))
    .where(isLiveAt(parameter('now')))
    .where('state', '<>', 'matching')
    .where(isOpenTo(parameter('accountId'), parameter('now')))
    .returning('device_id as deviceId')
}

function findMatch(db: Kysely<Tables>, parameter: Parameter<{ handleHash: string }>) {
  return db
    .selectFrom('link_requests')
    .select(['device_id as deviceId', 'state', 'expires_at as expiresAt'])
    .select(['match_account_id as matchAccountId', 'match_number as matchNumber'])
    .select('match_until as matchUntil')
    .where('handle_hash', '=', parameter('handleHash'))
}
