import { type CreateTableBuilder, type Kysely, sql } from 'kysely'

import type { Tables } from '../tables.ts'

/** SQLite otherwise stores any type in any column (https://sqlite.org/stricttables.html). */
export function strictTable<Name extends keyof Tables>(
  db: Kysely<Tables>,
  name: Name,
): CreateTableBuilder<Name, never> {
  return db.schema.createTable(name).modifyEnd(sql`strict`)
}

export async function index(
  db: Kysely<Tables>,
  table: keyof Tables,
  columns: string[],
): Promise<void> {
  await db.schema
    .createIndex(`${table}_by_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .execute()
}
