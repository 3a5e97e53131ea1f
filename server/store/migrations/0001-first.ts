import { type Kysely, sql } from 'kysely'

import type { Tables } from '../tables.ts'
import { index, strictTable } from './statements.ts'

/** What it took to bind a device by QR or user code at home. */
export async function first(db: Kysely<Tables>): Promise<void> {
  await createAccounts(db)
  await createDevices(db)
  await createLinkRequests(db)
  await createCounts(db)
}

async function createAccounts(db: Kysely<Tables>): Promise<void> {
  await strictTable(db, 'accounts')
    .addColumn('account_id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('username', 'text', (col) => col.notNull().unique())
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('color', 'text', (col) => col.notNull())
    .addColumn('password_hash', 'text', (col) => col.notNull())
    .addColumn('demo', 'integer', (col) => col.notNull())
    .execute()

  await strictTable(db, 'sessions')
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
  await strictTable(db, 'devices')
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

  await strictTable(db, 'bindings')
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
  await strictTable(db, 'link_requests')
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
  await strictTable(db, 'misses')
    .addColumn('key', 'text', (col) => col.primaryKey().notNull())
    .addColumn('count', 'integer', (col) => col.notNull())
    .addColumn('last_at', 'integer', (col) => col.notNull())
    .addColumn('expires_at', 'integer', (col) => col.notNull())
    .execute()
  await index(db, 'misses', ['expires_at'])

  await strictTable(db, 'seeds')
    .addColumn('key', 'text', (col) => col.primaryKey().notNull())
    .addColumn('digest', 'text', (col) => col.notNull())
    .execute()
}
