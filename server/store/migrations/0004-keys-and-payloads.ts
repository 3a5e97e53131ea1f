import { type Kysely, sql } from 'kysely'

import type { Tables } from '../tables.ts'
import { index, strictTable } from './statements.ts'

/**
 * The keys that phones sign approvals with, what a phone app hands to a TV, a web site's one-time key, and who has switched
 * sign-in by QR on.
 */
export async function keysAndPayloads(db: Kysely<Tables>): Promise<void> {
  const links = () => db.schema.alterTable('link_requests')
  for (const column of ['link_key', 'payload', 'site', 'code_hash']) {
    await links().addColumn(column, 'text').execute()
  }
  await links().addColumn('code_until', 'integer').execute()
  await db.schema
    .createIndex('link_requests_by_code_hash')
    .on('link_requests')
    .column('code_hash')
    .where('code_hash', 'is not', null)
    .unique()
    .execute()
  await db.schema
    .alterTable('accounts')
    .addColumn('site_sign_in', 'integer', (col) => col.notNull().defaultTo(0))
    .execute()
  await createPhoneKeys(db)
  await endPayloadsWithBindings(db)
}

/** However a binding ends, by whichever verb: what its approval brought for the TV is erased in the same commit. */
async function endPayloadsWithBindings(db: Kysely<Tables>): Promise<void> {
  await sql`
    create trigger bindings_end_payloads after delete on bindings begin
      update link_requests set payload = null
      where device_id = old.device_id and binding_id = old.binding_id and payload is not null;
    end
  `.execute(db)
}

async function createPhoneKeys(db: Kysely<Tables>): Promise<void> {
  await strictTable(db, 'phone_keys')
    .addColumn('key_id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('account_id', 'text', (col) =>
      col.notNull().references('accounts.account_id').onDelete('cascade'),
    )
    .addColumn('public_key', 'text', (col) => col.notNull())
    .addColumn('label', 'text')
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('last_used_at', 'integer')
    .addColumn('issuer', 'text')
    .addColumn('lineage', 'text', (col) => col.notNull())
    .execute()
  await index(db, 'phone_keys', ['account_id', 'created_at'])
}
