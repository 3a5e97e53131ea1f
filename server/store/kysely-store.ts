import { type Kysely, sql } from 'kysely'

import { accountOfIdentity } from './account-of-identity.ts'
import { accountQueries } from './account-queries.ts'
import { addAccount } from './add-account.ts'
import { applySeeds } from './apply-seeds.ts'
import { approveLink } from './approve-link.ts'
import { codeQueries } from './code-queries.ts'
import { deleteAccount, deleteOwnAccount } from './delete-account.ts'
import { devices } from './device-listing.ts'
import { deviceQueries } from './device-queries.ts'
import { disownDevice } from './disown-device.ts'
import { endDueBindings } from './due-bindings.ts'
import { grantQueries } from './grant-queries.ts'
import { keptAbout } from './kept-about.ts'
import { linkQueries } from './link-queries.ts'
import { markSeen } from './mark-seen.ts'
import { matchQueries } from './match-queries.ts'
import { missQueries } from './miss-queries.ts'
import { myDevices } from './my-devices.ts'
import { passkeyQueries } from './passkey-queries.ts'
import { payloadOf } from './payload-query.ts'
import { phoneKeyQueries } from './phone-key-queries.ts'
import { replacePassword } from './replace-password.ts'
import { requestLink } from './request-link.ts'
import { sessionQueries } from './session-queries.ts'
import type { Store } from './store.ts'
import { sweep } from './sweep.ts'
import type { Tables } from './tables.ts'
import { takeovers } from './takeovers.ts'

/** Every verb of the store that is the same on any database: all but opening and closing it. */
export function kyselyStore(db: Kysely<Tables>): Omit<Store, 'close'> {
  return {
    ...deviceQueries(db),
    ...myDevices(db),
    ...takeovers(db),
    disownDevice: disownDevice(db),
    markSeen: markSeen(db),
    endDueBindings: endDueBindings(db),
    ...linkQueries(db),
    requestLink: requestLink(db),
    approveLink: approveLink(db),
    payloadOf: payloadOf(db),
    ...matchQueries(db),
    ...codeQueries(db),
    ...grantQueries(db),
    ...accountQueries(db),
    addAccount: addAccount(db),
    accountOfIdentity: accountOfIdentity(db),
    replacePassword: replacePassword(db),
    deleteAccount: deleteAccount(db),
    deleteOwnAccount: deleteOwnAccount(db),
    keptAbout: keptAbout(db),
    devices: devices(db),
    ...sessionQueries(db),
    ...passkeyQueries(db),
    ...phoneKeyQueries(db),
    ...missQueries(db),
    applySeeds: applySeeds(db),
    sweep: sweep(db),
    async ping() {
      await sql`select key from seeds limit 1`.execute(db)
    },
  }
}
