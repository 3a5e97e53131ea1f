import { type CreateTableBuilder, type Kysely, type Migration, Migrator, sql } from 'kysely'

import type { Tables } from './tables.ts'

/** Every step of the schema, oldest first. A step that has been released is never changed again. */
const MIGRATIONS: Record<string, Migration> = {
  '0001': { up: first },
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

async function first(db: Kysely<Tables>): Promise<void> {
  await createAccounts(db)
  await createDevices(db)
  await createLinkRequests(db)
  await createCounts(db)
}

async function createAccounts(db: Kysely<Tables>): Promise<void> {
  await strict(db.schema.createTable('accounts'))
    .addColumn('account_id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('username', 'text', (col) => col.notNull().unique())
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('color', 'text', (col) => col.notNull())
    .addColumn('password_hash', 'text', (col) => col.notNull())
    .addColumn('demo', 'integer', (col) => col.notNull())
    .execute()

  await strict(db.schema.createTable('sessions'))
    .addColumn('id_hash', 'text', (col) => col.primaryKey().notNull())
    .addColumn('account_id', 'text', (col) =>
      col.notNull().references('accounts.account_id').onDelete('cascade'),
    )
    .addColumn('address', 'text', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('last_used_at', 'integer', (col) => col.notNull())
    .addColumn('expires_at', 'integer', (col) => col.notNull())
    .execute()
  await index(db, 'sessions', ['account_id'])
  await index(db, 'sessions', ['address', 'last_used_at', 'account_id'])
  await index(db, 'sessions', ['expires_at'])
}

async function createDevices(db: Kysely<Tables>): Promise<void> {
  await strict(db.schema.createTable('devices'))
    .addColumn('device_id', 'text', (col) => col.primaryKey().notNull())
    // No foreign key: link requests are swept long before devices.
    .addColumn('link_id', 'text')
    .addColumn('network', 'text')
    .addColumn('address', 'text')
    .addColumn('asked_at', 'integer')
    .addColumn('first_network', 'text')
    .addColumn('first_asked_at', 'integer')
    .execute()
  await index(db, 'devices', ['address', 'asked_at'])
  await index(db, 'devices', ['first_network', 'first_asked_at'])

  await strict(db.schema.createTable('bindings'))
    .addColumn('device_id', 'text', (col) =>
      col.primaryKey().notNull().references('devices.device_id').onDelete('cascade'),
    )
    .addColumn('binding_id', 'text', (col) => col.notNull().unique())
    .addColumn('account_id', 'text', (col) =>
      col.notNull().references('accounts.account_id').onDelete('cascade'),
    )
    .addColumn('bound_at', 'integer', (col) => col.notNull())
    .execute()
  await index(db, 'bindings', ['account_id'])
}

async function createLinkRequests(db: Kysely<Tables>): Promise<void> {
  await strict(db.schema.createTable('link_requests'))
    .addColumn('link_id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('handle_hash', 'text', (col) => col.notNull().unique())
    .addColumn('user_code_hash', 'text', (col) => col.notNull())
    .addColumn('device_code_hash', 'text', (col) => col.notNull().unique())
    .addColumn('device_id', 'text', (col) =>
      col.notNull().references('devices.device_id').onDelete('cascade'),
    )
    .addColumn('device_name', 'text')
    .addColumn('device_model', 'text')
    .addColumn('network', 'text')
    .addColumn('state', 'text', (col) => col.notNull())
    .addColumn('reason', 'text')
    .addColumn('binding_id', 'text')
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('opened_at', 'integer')
    .addColumn('expires_at', 'integer', (col) => col.notNull())
    .execute()
  await index(db, 'link_requests', ['device_id', 'created_at'])
  await index(db, 'link_requests', ['expires_at'])
  // Of live requests a device has one, and a user code belongs to one. The list is written out, because what counts
  // as live may change, but not this step.
  for (const column of ['device_id', 'user_code_hash'] as const) {
    await db.schema
      .createIndex(`link_requests_live_${column}`)
      .on('link_requests')
      .column(column)
      .where(sql<boolean>`state in ('pending', 'opened')`)
      .unique()
      .execute()
  }
}

async function createCounts(db: Kysely<Tables>): Promise<void> {
  await strict(db.schema.createTable('misses'))
    .addColumn('key', 'text', (col) => col.primaryKey().notNull())
    .addColumn('count', 'integer', (col) => col.notNull())
    .addColumn('last_at', 'integer', (col) => col.notNull())
    .addColumn('expires_at', 'integer', (col) => col.notNull())
    .execute()
  await index(db, 'misses', ['expires_at'])

  await strict(db.schema.createTable('seeds'))
    .addColumn('key', 'text', (col) => col.primaryKey().notNull())
    .addColumn('digest', 'text', (col) => col.notNull())
    .execute()
}

/** SQLite otherwise stores any type in any column (https://sqlite.org/stricttables.html). */
function strict<Name extends string>(
  table: CreateTableBuilder<Name, never>,
): CreateTableBuilder<Name, never> {
  return table.modifyEnd(sql`strict`)
}

async function index(db: Kysely<Tables>, table: keyof Tables, columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_by_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .execute()
}
