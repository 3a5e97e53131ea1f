import type { Database } from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from 'kysely'

import { rememberStatements } from './remembered-statements.ts'

/** More than there are queries, so that only the migrations' statements are ever forgotten. */
const STATEMENTS = 256

/** Kysely's own dialect for better-sqlite3, with what it leaves out for the sake of other users. */
export function sqliteDialect(database: Database): Dialect {
  const config = { database: rememberStatements(database, STATEMENTS) }
  const dialect = new SqliteDialect(config)
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new ImmediateDriver(config, database),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

class ImmediateDriver extends SqliteDriver {
  readonly #database: Database

  constructor(config: ConstructorParameters<typeof SqliteDriver>[0], database: Database) {
    super(config)
    this.#database = database
  }

  /** Takes the write lock first: a transaction that began by reading could not wait for it (https://sqlite.org/lang_transaction.html). */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  /** SQLite has already rolled back by itself where the disk was full; a second rollback would hide that error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection)
  }
}

/** Lets the migrator work in a transaction, so that an interrupted migration leaves nothing half made. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
