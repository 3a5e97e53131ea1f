import type { Kysely } from 'kysely'

import { PLACES_PER_ACCOUNT } from './place-queries.ts'
import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export function keptAbout(db: Kysely<Tables>): Store['keptAbout'] {
  const find = prepareQuery(db, findKept)
  return async (accountId) => {
    const { rows } = await find(db, { accountId })
    const { issuer = null, subject = null } = rows[0] ?? {}
    return {
      identity: issuer === null || subject === null ? null : { issuer, subject },
      places: rows.flatMap(({ network, matchedAt }) =>
        network === null || matchedAt === null ? [] : [{ network, matchedAt }],
      ),
    }
  }
}

/** A row for each place, and one for an account without any. */
function findKept(db: Kysely<Tables>, parameter: Parameter<{ accountId: string }>) {
  return db
    .selectFrom('accounts')
    .leftJoin('places', 'places.account_id', 'accounts.account_id')
    .select(['accounts.issuer as issuer', 'accounts.subject as subject'])
    .select(['places.network as network', 'places.matched_at as matchedAt'])
    .where('accounts.account_id', '=', parameter('accountId'))
    .orderBy('places.matched_at', 'desc')
    .orderBy('places.network')
    .limit(PLACES_PER_ACCOUNT)
}
