import { type Kysely, sql } from 'kysely'

import type { Tables } from '../tables.ts'
import { index, strictTable } from './statements.ts'

/** OAuth clients with their grants, the number match, accounts that can be disabled, devices that keep their name. */
export async function grantsAndMatches(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .alterTable('accounts')
    .addColumn('disabled', 'integer', (col) => col.notNull().defaultTo(0))
    .execute()
  await extendLinkRequests(db)
  await nameDevices(db)
  await createGrants(db)
}

/** SQLite adds one column at a time (https://sqlite.org/lang_altertable.html). */
async function extendLinkRequests(db: Kysely<Tables>): Promise<void> {
  const links = () => db.schema.alterTable('link_requests')
  await links()
    .addColumn('client_id', 'text', (col) => col.notNull().defaultTo('tv'))
    .execute()
  for (const column of ['jkt', 'scope', 'code_challenge', 'match_number']) {
    await links().addColumn(column, 'text').execute()
  }
  await links()
    .addColumn('match_account_id', 'text', (col) =>
      col.references('accounts.account_id').onDelete('set null'),
    )
    .execute()
  await links().addColumn('match_until', 'integer').execute()
  // Few requests come to a match, and those that do not are spared the entry.
  await db.schema
    .createIndex('link_requests_by_match_account_id')
    .on('link_requests')
    .column('match_account_id')
    .where('match_account_id', 'is not', null)
    .execute()

  for (const column of ['device_id', 'user_code_hash'] as const) {
    const name = `link_requests_live_${column}`
    await db.schema.dropIndex(name).execute()
    await db.schema
      .createIndex(name)
      .on('link_requests')
      .column(column)
      .where(sql<boolean>`state in ('pending', 'opened', 'matching')`)
      .unique()
      .execute()
  }
}

/** Link requests are gone within hours, but an operator wants to know years later which TV this is. */
async function nameDevices(db: Kysely<Tables>): Promise<void> {
  for (const column of ['device_name', 'device_model', 'client_id']) {
    await db.schema.alterTable('devices').addColumn(column, 'text').execute()
  }
  await sql`
    update devices set
      device_name = (select device_name from link_requests where link_id = devices.link_id),
      device_model = (select device_model from link_requests where link_id = devices.link_id),
      client_id = 'tv'
    where asked_at is not null
  `.execute(db)
}

async function createGrants(db: Kysely<Tables>): Promise<void> {
  await strictTable(db, 'grants')
    .addColumn('grant_id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('binding_id', 'text', (col) =>
      col.notNull().unique().references('bindings.binding_id').onDelete('cascade'),
    )
    .addColumn('client_id', 'text', (col) => col.notNull())
    .addColumn('jkt', 'text')
    .addColumn('scope', 'text')
    .addColumn('token_hash', 'text', (col) => col.notNull())
    .addColumn('previous_hash', 'text')
    .addColumn('rotated_at', 'integer')
    .addColumn('expires_at', 'integer', (col) => col.notNull())
    .addColumn('ends_at', 'integer', (col) => col.notNull())
    .execute()
  await index(db, 'grants', ['expires_at'])
}
