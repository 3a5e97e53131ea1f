import type { Kysely } from 'kysely'

import { approverStands } from './approver.ts'
import { bindDevice } from './bind-device.ts'
import { isOpenTo } from './claim.ts'
import { keepSession } from './keep-session.ts'
import { endOf, isLiveAt, isLiveRow } from './link-record.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standsAt } from './standing-binding.ts'
import { markKeyUsed } from './standing-phone-key.ts'
import type { ApproveOutcome, Store } from './store.ts'
import type { Tables } from './tables.ts'

export function approveLink(db: Kysely<Tables>): Store['approveLink'] {
  const approve = prepareQuery(db, markApproved)
  const use = prepareQuery(db, markKeyUsed)
  const bind = bindDevice(db)
  const keep = keepSession(db)
  const mayApprove = approverStands(db)
  const find = prepareQuery(db, findWithBinding)

  return (approval) =>
    db.transaction().execute(async (on): Promise<ApproveOutcome> => {
      const { handleHash, accountId, bindingId, until, session, now } = approval
      const { payload, phoneKeyId: keyId } = approval
      if (!(await mayApprove(on, approval))) return { outcome: 'no_account' }
      const link = (await approve(on, { handleHash, accountId, bindingId, payload, now })).rows[0]
      if (link !== undefined) {
        const { deviceId } = link
        const sessionId = keyId ?? session?.sessionId ?? approval.sessionId
        // The binding writes down from whom its session comes.
        if (session !== null) await keep(on, session)
        if (keyId !== null) await use(on, { accountId, keyId, now })
        await bind(on, { deviceId, bindingId, accountId, until, sessionId, now })
        return { outcome: 'bound', deviceId, bindingId }
      }

      const found = (await find(on, { handleHash, now })).rows[0]
      if (found === undefined) return { outcome: 'unknown' }
      const { deviceId, state, reason } = found
      if (found.boundTo === accountId && found.bindingId !== null) {
        return { outcome: 'repeated', deviceId, bindingId: found.bindingId }
      }
      if (isLiveRow(found, now)) return { outcome: 'taken' }
      return { outcome: 'ended', state: endOf(state), reason }
    })
}

/** The one write that decides: of all who try, it lets one through. */
function markApproved(
  db: Kysely<Tables>,
  parameter: Parameter<{
    handleHash: string
    accountId: string
    bindingId: string
    payload: string | null
    now: number
  }>,
) {
  return db
    .updateTable('link_requests')
    .set({
      state: 'approved',
      binding_id: parameter('bindingId'),
      // Also where a match has brought another one: what counts is the very yes that binds.
      payload: parameter('payload'),
    })
    .where('handle_hash', '=', parameter('handleHash'))
    .where(isLiveAt(parameter('now')))
    .where(isOpenTo(parameter('accountId'), parameter('now')))
    .returning('device_id as deviceId')
}

/** `boundTo` is `null` unless the binding that this link request made still stands. */
function findWithBinding(
  db: Kysely<Tables>,
  parameter: Parameter<{ handleHash: string; now: number }>,
) {
  return db
    .selectFrom('link_requests')
    .leftJoin('bindings', (join) =>
      join
        .onRef('bindings.binding_id', '=', 'link_requests.binding_id')
        .on(standsAt(parameter('now'))),
    )
    .select([
      'link_requests.device_id as deviceId',
      'link_requests.state as state',
      'link_requests.reason as reason',
      'link_requests.expires_at as expiresAt',
      'link_requests.match_until as matchUntil',
      'bindings.binding_id as bindingId',
      'bindings.account_id as boundTo',
    ])
    .where('link_requests.handle_hash', '=', parameter('handleHash'))
}
