import type { Kysely } from 'kysely'

import { bindDevice } from './bind-device.ts'
import { endOf, isLiveAt, LINK_COLUMNS } from './link-record.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standingAccount } from './standing-account.ts'
import type { MatchAnswer, MatchOutcome, Store } from './store.ts'
import type { Tables } from './tables.ts'

type MatchVerbs = Pick<Store, 'startMatch' | 'answerMatch' | 'matchedLink'>

export function matchQueries(db: Kysely<Tables>): MatchVerbs {
  const start = prepareQuery(db, markMatching)
  const find = prepareQuery(db, findMatch)
  const answer = prepareQuery(db, markAnswered)
  const stands = standingAccount(db)
  const matched = prepareQuery(db, findMatched)
  const bind = bindDevice(db)

  return {
    startMatch: (match) =>
      db.transaction().execute(async (on): Promise<MatchOutcome> => {
        const { handleHash, accountId, number, now } = match
        if (!(await stands(on, accountId, null))) return { outcome: 'no_account' }
        const begun = (await start(on, match)).rows[0]
        if (begun !== undefined) {
          return { outcome: 'matching', deviceId: begun.deviceId, number, begun: true }
        }
        const link = (await find(on, { handleHash })).rows[0]
        if (link === undefined) return { outcome: 'unknown' }
        const { deviceId, matchNumber } = link
        const lapsed = Math.min(link.expiresAt, link.matchUntil ?? 0) <= now
        if (link.state !== 'matching' || lapsed || matchNumber === null) {
          return { outcome: 'ended', state: endOf(link.state) }
        }
        if (link.matchAccountId !== accountId) return { outcome: 'taken' }
        return { outcome: 'matching', deviceId, number: matchNumber, begun: false }
      }),

    answerMatch: ({ bindingId, now, ...given }) =>
      db.transaction().execute(async (on): Promise<MatchAnswer> => {
        const link = (await answer(on, { ...given, bindingId, now })).rows[0]
        if (link === undefined || link.accountId === null) return { outcome: 'unknown' }
        const { deviceId, accountId } = link
        if (link.state === 'denied') return { outcome: 'missed', deviceId, accountId }
        await bind(on, { deviceId, bindingId, accountId, now })
        return { outcome: 'bound', deviceId, accountId, bindingId }
      }),

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

/** The one write that gives the digits to an account: a match that has begun is not begun again. */
function markMatching(
  db: Kysely<Tables>,
  parameter: Parameter<{
    handleHash: string
    accountId: string
    number: string
    until: number
    now: number
  }>,
) {
  return db
    .updateTable('link_requests')
    .set((eb) => ({
      state: 'matching' as const,
      match_account_id: parameter('accountId'),
      match_number: parameter('number'),
      match_until: parameter('until'),
      expires_at: eb
        .case()
        .when('expires_at', '<', parameter('until'))
        .then(parameter('until'))
        .else(eb.ref('expires_at'))
        .end(),
    }))
    .where('handle_hash', '=', parameter('handleHash'))
    .where(isLiveAt(parameter('now')))
    .where('state', '<>', 'matching')
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

/** The one try: whatever the number is, the match is over. An account that was disabled meanwhile cannot win it. */
function markAnswered(
  db: Kysely<Tables>,
  parameter: Parameter<{
    deviceCodeHash: string
    number: string
    bindingId: string
    now: number
  }>,
) {
  return db
    .updateTable('link_requests')
    .set((eb) => {
      const right = eb.and([
        eb('match_number', '=', parameter('number')),
        eb.exists(
          eb
            .selectFrom('accounts')
            .select('accounts.account_id')
            .whereRef('accounts.account_id', '=', 'link_requests.match_account_id')
            .where('accounts.disabled', '=', 0),
        ),
      ])
      return {
        state: eb
          .case()
          .when(right)
          .then('approved' as const)
          .else('denied' as const)
          .end(),
        reason: eb
          .case()
          .when(right)
          .then(null)
          .else('match_missed' as const)
          .end(),
        binding_id: eb.case().when(right).then(parameter('bindingId')).else(null).end(),
      }
    })
    .where('device_code_hash', '=', parameter('deviceCodeHash'))
    .where(isLiveAt(parameter('now')))
    .where('state', '=', 'matching')
    .returning(['device_id as deviceId', 'match_account_id as accountId', 'state'])
}
