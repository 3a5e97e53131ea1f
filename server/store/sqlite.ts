import type { Database } from 'better-sqlite3'
import { Kysely, sql } from 'kysely'

import { kyselyStore } from './kysely-store.ts'
import { migrate } from './migrations.ts'
import { guarded } from './remembered-statements.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { openSqliteFile } from './sqlite-file.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/**
 * Opens the database in `dataDir`, makes it when there is none, and brings it to the newest schema.
 * `dataDir` may be `:memory:`, for a database that is gone when it is closed.
 *
 * @param options.busyTimeoutMs how long a verb waits (in the event loop!) for another process's lock
 * @throws StoreBusy when another process holds the lock longer than that, and an Error when the database belongs to
 *   a newer version of Couchlink
 */
export async function openSqliteStore(options: {
  dataDir: string
  busyTimeoutMs: number
}): Promise<Store> {
  const database = guarded(() => openSqliteFile(options.dataDir, options.busyTimeoutMs))
  try {
    return await sqliteStoreOn(database)
  } catch (error) {
    database.close()
    throw error
  }
}

/** The same on a database that has been opened already, and is closed with the store. */
export async function sqliteStoreOn(database: Database): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) })
  await migrate(db)
  const store = kyselyStore(db)
  // Moves everything into the database file, where secure_delete has overwritten what was deleted. It waits for others
  // as a verb does; what they still read then stays in the log until the next time.
  const emptyLog = () => sql`pragma wal_checkpoint(truncate)`.execute(db)
  return {
    ...store,
    async deleteAccount(username) {
      const deleted = await store.deleteAccount(username)
      if (deleted) await emptyLog()
      return deleted
    },
    async deleteOwnAccount(own) {
      const devices = await store.deleteOwnAccount(own)
      if (devices !== null) await emptyLog()
      return devices
    },
    async close() {
      if (!database.open) return
      try {
        await emptyLog()
      } finally {
        await db.destroy()
      }
    },
  }
}
