import type { Kysely } from 'kysely'

import { bindDevice } from './bind-device.ts'
import { endOf, isLiveAt } from './link-record.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { keepSession } from './session-queries.ts'
import { standingAccount } from './standing-account.ts'
import type { ApproveOutcome, Store } from './store.ts'
import type { Tables } from './tables.ts'

export function approveLink(db: Kysely<Tables>): Store['approveLink'] {
  const approve = prepareQuery(db, markApproved)
  const bind = bindDevice(db)
  const keep = keepSession(db)
  const stands = standingAccount(db)
  const find = prepareQuery(db, findWithBinding)

  return ({ handleHash, accountId, bindingId, session, now }) =>
    db.transaction().execute(async (on): Promise<ApproveOutcome> => {
      if (!(await stands(on, accountId, session))) return { outcome: 'no_account' }
      const link = (await approve(on, { handleHash, bindingId, now })).rows[0]
      if (link !== undefined) {
        await bind(on, { deviceId: link.deviceId, bindingId, accountId, now })
        if (session !== null) await keep(on, session)
        return { outcome: 'bound', deviceId: link.deviceId, bindingId }
      }

      const ended = (await find(on, { handleHash })).rows[0]
      if (ended === undefined) return { outcome: 'unknown' }
      const { deviceId, state, reason } = ended
      if (ended.boundTo === accountId && ended.bindingId !== null) {
        return { outcome: 'repeated', deviceId, bindingId: ended.bindingId }
      }
      return { outcome: 'ended', state: endOf(state), reason }
    })
}

/** The one write that decides: of all who try, it lets one through. */
function markApproved(
  db: Kysely<Tables>,
  parameter: Parameter<{ handleHash: string; bindingId: string; now: number }>,
) {
  return db
    .updateTable('link_requests')
    .set({ state: 'approved', binding_id: parameter('bindingId') })
    .where('handle_hash', '=', parameter('handleHash'))
    .where(isLiveAt(parameter('now')))
    .returning('device_id as deviceId')
}

/** `boundTo` is `null` unless the binding that this link request made still stands. */
function findWithBinding(db: Kysely<Tables>, parameter: Parameter<{ handleHash: string }>) {
  return db
    .selectFrom('link_requests')
    .leftJoin('bindings', 'bindings.binding_id', 'link_requests.binding_id')
    .select([
      'link_requests.device_id as deviceId',
      'link_requests.state as state',
      'link_requests.reason as reason',
      'bindings.binding_id as bindingId',
      'bindings.account_id as boundTo',
    ])
    .where('link_requests.handle_hash', '=', parameter('handleHash'))
}
