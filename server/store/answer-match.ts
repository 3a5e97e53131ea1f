import type { ExpressionBuilder, Kysely } from 'kysely'

import { bindDevice } from './bind-device.ts'
import { isLiveAt } from './link-record.ts'
import { rememberPlace } from './place-queries.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standingPhoneKey } from './standing-phone-key.ts'
import { standingSession } from './standing-session.ts'
import type { MatchAnswer, Store } from './store.ts'
import type { Tables } from './tables.ts'

export function answerMatch(db: Kysely<Tables>): Store['answerMatch'] {
  const answerByCode = prepareQuery(db, markAnsweredByCode)
  const answerOfDevice = prepareQuery(db, markAnsweredOfDevice)
  const bind = bindDevice(db)
  const remember = rememberPlace(db)

  return ({ of, ...answer }) =>
    db.transaction().execute(async (on): Promise<MatchAnswer> => {
      const { bindingId, now } = answer
      const { rows } = await ('linkId' in of
        ? answerOfDevice(on, { ...of, ...answer })
        : answerByCode(on, { ...of, ...answer }))
      const link = rows[0]
      if (link === undefined || link.accountId === null) return { outcome: 'unknown' }
      const { deviceId, accountId, network, until, sessionId } = link
      if (link.state === 'denied') return { outcome: 'missed', deviceId, accountId }
      await bind(on, { deviceId, bindingId, accountId, until, sessionId, now })
      if (network !== null) await remember(on, { accountId, network, sessionId, now })
      return { outcome: 'bound', deviceId, accountId, bindingId }
    })
}

type Answer = { number: string; bindingId: string; now: number }

function markAnsweredByCode(
  db: Kysely<Tables>,
  parameter: Parameter<Answer & { deviceCodeHash: string }>,
) {
  return markAnswered(db, parameter).where('device_code_hash', '=', parameter('deviceCodeHash'))
}

function markAnsweredOfDevice(
  db: Kysely<Tables>,
  parameter: Parameter<Answer & { linkId: string; deviceId: string }>,
) {
  return markAnswered(db, parameter)
    .where('link_id', '=', parameter('linkId'))
    .where('device_id', '=', parameter('deviceId'))
}

/** The one try: whatever the number is, the match is over. */
function markAnswered(db: Kysely<Tables>, parameter: Parameter<Answer>) {
  return db
    .updateTable('link_requests')
    .set((eb) => {
      const right = isWon(eb, db, parameter)
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
        payload: eb.case().when(right).then(eb.ref('payload')).else(null).end(),
      }
    })
    .where(isLiveAt(parameter('now')))
    .where('state', '=', 'matching')
    .returning(['device_id as deviceId', 'match_account_id as accountId', 'state', 'network'])
    .returning(['match_binding_until as until', 'match_session_id as sessionId'])
}

/** An account that was disabled meanwhile cannot win it, nor one whose session or phone's key has ended. */
function isWon(
  eb: ExpressionBuilder<Tables, 'link_requests'>,
  db: Kysely<Tables>,
  parameter: Parameter<Answer>,
) {
  const session = standingSession(db, {
    accountId: eb.ref('link_requests.match_account_id'),
    sessionId: eb.ref('link_requests.match_session_id'),
    now: parameter('now'),
  })
  const phoneKey = standingPhoneKey(db, {
    accountId: eb.ref('link_requests.match_account_id'),
    keyId: eb.ref('link_requests.match_session_id'),
  })
  return eb.and([
    eb('match_number', '=', parameter('number')),
    eb.exists(
      eb
        .selectFrom('accounts')
        .select('accounts.account_id')
        .whereRef('accounts.account_id', '=', 'link_requests.match_account_id')
        .where('accounts.disabled', '=', 0),
    ),
    eb.or([eb('match_session_id', 'is', null), eb.exists(session), eb.exists(phoneKey)]),
  ])
}
