import { type Kysely, sql } from 'kysely'

import type { Tables } from '../tables.ts'
import { index, strictTable } from './statements.ts'

/**
 * Sessions that are known by a lasting id, passkeys, people of an OpenID provider, claims on link requests, bindings
 * that end by themselves, the places where an account has passed a number match, and the devices that another account
 * took over.
 */
export async function sessionsAndPasskeys(db: Kysely<Tables>): Promise<void> {
  await extendAccounts(db)
  await extendSessions(db)
  await extendBindings(db)
  await extendLinkRequests(db)
  await createPasskeys(db)
  await createPlaces(db)
  await createTakeovers(db)
}

/** A person is known to a provider by issuer and subject together (OpenID Connect Core §5.7). */
async function extendAccounts(db: Kysely<Tables>): Promise<void> {
  for (const column of ['issuer', 'subject']) {
    await db.schema.alterTable('accounts').addColumn(column, 'text').execute()
  }
  await db.schema
    .createIndex('accounts_by_issuer_subject')
    .on('accounts')
    .columns(['issuer', 'subject'])
    .where('issuer', 'is not', null)
    .unique()
    .execute()
  // Whoever makes an account ends the demo one, and where people sign up by themselves there are many to look through.
  await db.schema
    .createIndex('accounts_demo')
    .on('accounts')
    .column('demo')
    .where(sql<boolean>`demo = 1`)
    .execute()
}

async function extendSessions(db: Kysely<Tables>): Promise<void> {
  const sessions = () => db.schema.alterTable('sessions')
  await sessions()
    .addColumn('session_id', 'text', (col) => col.notNull().defaultTo(''))
    .execute()
  await sessions()
    .addColumn('method', 'text', (col) => col.notNull().defaultTo('password'))
    .execute()
  await sessions().addColumn('label', 'text').execute()
  await sessions()
    .addColumn('lineage', 'text', (col) => col.notNull().defaultTo('[]'))
    .execute()
  for (const column of ['proven_at', 'devices_seen_at']) {
    await sessions()
      .addColumn(column, 'integer', (col) => col.notNull().defaultTo(0))
      .execute()
  }
  // When its person last looked at the devices is not known; whoever used it since then had the chance.
  await sql`
    update sessions set
      session_id = lower(hex(randomblob(16))),
      proven_at = created_at,
      devices_seen_at = last_used_at
  `.execute(db)
  await sql`update sessions set lineage = json_array(session_id)`.execute(db)
  await db.schema
    .createIndex('sessions_by_session_id')
    .on('sessions')
    .column('session_id')
    .unique()
    .execute()
}

async function extendBindings(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable('bindings').addColumn('expires_at', 'integer').execute()
  for (const column of ['label', 'session_id', 'lineage']) {
    await db.schema.alterTable('bindings').addColumn(column, 'text').execute()
  }
  // Most bindings last.
  await db.schema
    .createIndex('bindings_by_expires_at')
    .on('bindings')
    .column('expires_at')
    .where('expires_at', 'is not', null)
    .execute()
  await db.schema.alterTable('devices').addColumn('seen_at', 'integer').execute()
}

async function extendLinkRequests(db: Kysely<Tables>): Promise<void> {
  const links = () => db.schema.alterTable('link_requests')
  for (const column of ['address', 'country', 'claim_shown', 'match_session_id']) {
    await links().addColumn(column, 'text').execute()
  }
  for (const column of ['claim_until', 'match_binding_until']) {
    await links().addColumn(column, 'integer').execute()
  }
  await links()
    .addColumn('claim_account_id', 'text', (col) =>
      col.references('accounts.account_id').onDelete('set null'),
    )
    .execute()
  await db.schema
    .createIndex('link_requests_by_claim_account_id')
    .on('link_requests')
    .column('claim_account_id')
    .where('claim_account_id', 'is not', null)
    .execute()
}

async function createPasskeys(db: Kysely<Tables>): Promise<void> {
  await strictTable(db, 'passkeys')
    .addColumn('credential_id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('account_id', 'text', (col) =>
      col.notNull().references('accounts.account_id').onDelete('cascade'),
    )
    .addColumn('public_key', 'text', (col) => col.notNull())
    .addColumn('counter', 'integer', (col) => col.notNull())
    .addColumn('transports', 'text', (col) => col.notNull())
    .addColumn('label', 'text')
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('last_used_at', 'integer')
    .addColumn('session_id', 'text', (col) => col.notNull())
    .addColumn('lineage', 'text', (col) => col.notNull())
    .execute()
  await index(db, 'passkeys', ['account_id', 'created_at'])
}

async function createPlaces(db: Kysely<Tables>): Promise<void> {
  await strictTable(db, 'places')
    .addColumn('account_id', 'text', (col) =>
      col.notNull().references('accounts.account_id').onDelete('cascade'),
    )
    .addColumn('network', 'text', (col) => col.notNull())
    .addColumn('matched_at', 'integer', (col) => col.notNull())
    .addColumn('session_id', 'text')
    .addColumn('lineage', 'text')
    .addPrimaryKeyConstraint('places_of_account', ['account_id', 'network'])
    .execute()
  await index(db, 'places', ['matched_at'])
}

async function createTakeovers(db: Kysely<Tables>): Promise<void> {
  await strictTable(db, 'takeovers')
    .addColumn('account_id', 'text', (col) =>
      col.notNull().references('accounts.account_id').onDelete('cascade'),
    )
    .addColumn('device_id', 'text', (col) => col.notNull())
    .addColumn('name', 'text')
    .addColumn('model', 'text')
    .addColumn('taken_at', 'integer', (col) => col.notNull())
    .addPrimaryKeyConstraint('takeovers_of_account', ['account_id', 'device_id'])
    .execute()
  await index(db, 'takeovers', ['taken_at'])
}
