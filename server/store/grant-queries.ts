import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import { standingBinding, standsAt } from './standing-binding.ts'
import type { GrantDraft, Store } from './store.ts'
import type { Tables } from './tables.ts'

type GrantVerbs = Pick<Store, 'grantById' | 'rotateGrant'>

export function grantQueries(db: Kysely<Tables>): GrantVerbs {
  const find = prepareQuery(db, findGrant)
  const rotate = prepareQuery(db, markRotated)

  return {
    async grantById(grantId, now) {
      const { rows } = await find(db, { grantId, now })
      const grant = rows[0]
      return grant === undefined ? null : { ...grant, disabled: grant.disabled === 1 }
    },

    async rotateGrant(rotation) {
      const { rows } = await rotate(db, rotation)
      return rows.length > 0
    },
  }
}

type GrantRow = { [Key in keyof GrantDraft]: GrantDraft[Key] } & { bindingId: string }

/** Writes a grant within a transaction. It never outlives `endsAt`, so that only `expires_at` has to be asked for. */
export function keepGrant(db: Kysely<Tables>) {
  const insert = prepareQuery(db, insertGrant)
  return async (on: Kysely<Tables>, bindingId: string, grant: GrantDraft): Promise<void> => {
    const expiresAt = Math.min(grant.expiresAt, grant.endsAt)
    await insert(on, { ...grant, bindingId, expiresAt })
  }
}

function insertGrant(db: Kysely<Tables>, parameter: Parameter<GrantRow>) {
  return db.insertInto('grants').values({
    grant_id: parameter('grantId'),
    binding_id: parameter('bindingId'),
    client_id: parameter('clientId'),
    jkt: parameter('jkt'),
    scope: parameter('scope'),
    token_hash: parameter('tokenHash'),
    expires_at: parameter('expiresAt'),
    ends_at: parameter('endsAt'),
  })
}

function findGrant(db: Kysely<Tables>, parameter: Parameter<{ grantId: string; now: number }>) {
  return db
    .selectFrom('grants')
    .innerJoin('bindings', 'bindings.binding_id', 'grants.binding_id')
    .innerJoin('accounts', 'accounts.account_id', 'bindings.account_id')
    .select(['grants.grant_id as grantId', 'grants.client_id as clientId'])
    .select(['grants.jkt as jkt', 'grants.scope as scope'])
    .select(['grants.token_hash as tokenHash', 'grants.previous_hash as previousHash'])
    .select(['grants.rotated_at as rotatedAt', 'grants.expires_at as expiresAt'])
    .select(['grants.ends_at as endsAt', 'bindings.device_id as deviceId'])
    .select(['bindings.binding_id as bindingId', 'bindings.account_id as accountId'])
    .select('accounts.disabled as disabled')
    .where('grants.grant_id', '=', parameter('grantId'))
    .where('grants.expires_at', '>', parameter('now'))
    .where(standsAt(parameter('now')))
}

/** The one write that decides: of all who come with the same refresh token, it lets one through. */
function markRotated(
  db: Kysely<Tables>,
  parameter: Parameter<{
    grantId: string
    tokenHash: string
    nextHash: string
    expiresAt: number
    now: number
  }>,
) {
  return db
    .updateTable('grants')
    .set((eb) => ({
      token_hash: parameter('nextHash'),
      previous_hash: eb.ref('token_hash'),
      rotated_at: parameter('now'),
      expires_at: eb
        .case()
        .when('ends_at', '<', parameter('expiresAt'))
        .then(eb.ref('ends_at'))
        .else(parameter('expiresAt'))
        .end(),
    }))
    .where('grant_id', '=', parameter('grantId'))
    .where('token_hash', '=', parameter('tokenHash'))
    .where('expires_at', '>', parameter('now'))
    .where((eb) => eb.exists(standingBinding(db, eb.ref('grants.binding_id'), parameter('now'))))
    .returning('grant_id')
}
