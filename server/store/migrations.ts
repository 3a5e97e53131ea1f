import { type Kysely, type Migration, Migrator, sql } from 'kysely'

import { first } from './migrations/0001-first.ts'
import { grantsAndMatches } from './migrations/0002-grants-and-matches.ts'
import { sessionsAndPasskeys } from './migrations/0003-sessions-and-passkeys.ts'
import { keysAndPayloads } from './migrations/0004-keys-and-payloads.ts'
import type { Tables } from './tables.ts'

/** Every step of the schema, oldest first. A step that has been released is never changed again. */
const MIGRATIONS: Record<string, Migration> = {
  '0001': { up: first },
  '0002': { up: grantsAndMatches },
  '0003': { up: sessionsAndPasskeys },
  '0004': { up: keysAndPayloads },
}

/**
 * Brings the database to the schema this code was written for, all in one transaction.
 * Throws when a newer Couchlink has already brought it further.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
  await refuseNewer(db)
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

async function refuseNewer(db: Kysely<Tables>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const unknown = rows.map((row) => row.name).filter((name) => !(name in MIGRATIONS))
  if (unknown.length === 0) return
  throw new Error(
    `This database belongs to a newer version of Couchlink: its migration ${unknown.join(', ')} ` +
      'is not known here. Start that version, or go back to a copy of the data folder.',
  )
}
