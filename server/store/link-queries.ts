import type { Kysely } from 'kysely'

import { claimedBy, isOpenTo, later } from './claim.ts'
import { endOf, isLiveAt, isLiveRow, LINK_COLUMNS } from './link-record.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standingAccount } from './standing-account.ts'
import type { DenyOutcome, OpenOutcome, Store } from './store.ts'
import type { Tables } from './tables.ts'

type LinkVerbs = Pick<
  Store,
  'linkByHandle' | 'liveLinkByUserCode' | 'openLink' | 'denyLink' | 'cancelLink'
>

export function linkQueries(db: Kysely<Tables>): LinkVerbs {
  const byHandle = prepareQuery(db, findByHandle)
  const byUserCode = prepareQuery(db, findLiveByUserCode)
  const byId = prepareQuery(db, findById)
  const open = prepareQuery(db, markOpened)
  const claimOpen = prepareQuery(db, markClaimed)
  const stands = standingAccount(db)
  const deny = prepareQuery(db, markDenied)
  const cancel = prepareQuery(db, markCancelled)

  return {
    async linkByHandle(handleHash) {
      const { rows } = await byHandle(db, { handleHash })
      return rows[0] ?? null
    },

    async liveLinkByUserCode(userCodeHash, now) {
      const { rows } = await byUserCode(db, { userCodeHash, now })
      return rows[0] ?? null
    },

    openLink: ({ claim, ...opening }) =>
      db.transaction().execute(async (on): Promise<OpenOutcome> => {
        // An account that was closed in the same moment holds nothing, and looking on is open to everyone.
        const holds = claim !== null && (await stands(on, claim.accountId, null))
        const { rows } = await (holds ? claimOpen(on, { ...opening, ...claim }) : open(on, opening))
        if (rows.length > 0) return 'opened'
        const link = (await byId(on, opening)).rows[0]
        return link !== undefined && isLiveRow(link, opening.now) ? 'taken' : 'ended'
      }),

    async denyLink(handleHash, now): Promise<DenyOutcome> {
      const denied = (await deny(db, { handleHash, now })).rows[0]
      if (denied !== undefined) return { outcome: 'denied', ...denied }
      // An end is for ever, so what is read after the failed write is why it failed.
      const link = (await byHandle(db, { handleHash })).rows[0]
      if (link === undefined) return { outcome: 'unknown' }
      const state = endOf(link.state)
      return state === 'denied' ? { outcome: 'repeated' } : { outcome: 'ended', state }
    },

    async cancelLink(cancelling) {
      return (await cancel(db, cancelling)).rows.length > 0
    },
  }
}

function findByHandle(db: Kysely<Tables>, parameter: Parameter<{ handleHash: string }>) {
  return db
    .selectFrom('link_requests')
    .select(LINK_COLUMNS)
    .where('handle_hash', '=', parameter('handleHash'))
}

function findLiveByUserCode(
  db: Kysely<Tables>,
  parameter: Parameter<{ userCodeHash: string; now: number }>,
) {
  return db
    .selectFrom('link_requests')
    .select(LINK_COLUMNS)
    .select('handle_hash as handleHash')
    .where('user_code_hash', '=', parameter('userCodeHash'))
    .where(isLiveAt(parameter('now')))
}

function findById(db: Kysely<Tables>, parameter: Parameter<{ linkId: string }>) {
  return db
    .selectFrom('link_requests')
    .select(['state', 'expires_at as expiresAt', 'match_until as matchUntil'])
    .where('link_id', '=', parameter('linkId'))
}

type Opening = { linkId: string; now: number; expiresAt: number }

function markOpened(db: Kysely<Tables>, parameter: Parameter<Opening>) {
  return db
    .updateTable('link_requests')
    .set((eb) => ({
      // Another phone that looks does not take the number match off the screen.
      state: eb
        .case()
        .when('state', '=', 'pending')
        .then('opened' as const)
        .else(eb.ref('state'))
        .end(),
      opened_at: parameter('now'),
      // Two phones may open it out of order: what the one was promised, the other does not take back.
      expires_at: later('expires_at', parameter('expiresAt')),
    }))
    .where('link_id', '=', parameter('linkId'))
    .where(isLiveAt(parameter('now')))
    .returning('link_id')
}

type Claim = { accountId: string; shown: string; until: number }

function markClaimed(db: Kysely<Tables>, parameter: Parameter<Opening & Claim>) {
  const claim = {
    accountId: parameter('accountId'),
    shown: parameter('shown'),
    until: parameter('until'),
  }
  return markOpened(db, parameter)
    .set(claimedBy(claim))
    .where(isOpenTo(parameter('accountId'), parameter('now')))
}

function markDenied(db: Kysely<Tables>, parameter: Parameter<{ handleHash: string; now: number }>) {
  return db
    .updateTable('link_requests')
    .set({ state: 'denied', reason: 'not_my_tv', payload: null })
    .where('handle_hash', '=', parameter('handleHash'))
    .where(isLiveAt(parameter('now')))
    .returning('device_id as deviceId')
}

function markCancelled(
  db: Kysely<Tables>,
  parameter: Parameter<{ linkId: string; deviceId: string; now: number }>,
) {
  return db
    .updateTable('link_requests')
    .set({ state: 'superseded', payload: null })
    .where('link_id', '=', parameter('linkId'))
    .where('device_id', '=', parameter('deviceId'))
    .where(isLiveAt(parameter('now')))
    .returning('link_id')
}
