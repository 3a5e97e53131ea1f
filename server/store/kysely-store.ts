import { type Kysely, sql } from 'kysely'

import { accountByUsername } from './account-queries.ts'
import { applySeeds } from './apply-seeds.ts'
import { approveLink } from './approve-link.ts'
import { deviceQueries } from './device-queries.ts'
import { linkQueries } from './link-queries.ts'
import { missQueries } from './miss-queries.ts'
import { requestLink } from './request-link.ts'
import { sessionQueries } from './session-queries.ts'
import type { Store } from './store.ts'
import { sweep } from './sweep.ts'
import type { Tables } from './tables.ts'

/** Every verb of the store that is the same on any database: all but opening and closing it. */
export function kyselyStore(db: Kysely<Tables>): Omit<Store, 'close'> {
  return {
    ...deviceQueries(db),
    ...linkQueries(db),
    requestLink: requestLink(db),
    approveLink: approveLink(db),
    accountByUsername: accountByUsername(db),
    ...sessionQueries(db),
    ...missQueries(db),
    applySeeds: applySeeds(db),
    sweep: sweep(db),
    async ping() {
      await sql`select key from seeds limit 1`.execute(db)
    },
  }
}
