import type { SqliteDatabase, SqliteStatement } from 'kysely'

import { StoreBusy } from './store.ts'

/**
 * A database for Kysely that prepares each SQL text once and remembers the statement; Kysely itself prepares on every
 * run, which takes longer than the run. The statement used longest ago is forgotten when there are more than `limit`.
 * Errors that pass by themselves come out as {@link StoreBusy}.
 */
export function rememberStatements(database: SqliteDatabase, limit: number): SqliteDatabase {
  const remembered = new Map<string, SqliteStatement>()
  return {
    prepare(sql) {
      const statement = remembered.get(sql) ?? guarded(() => guardStatement(database.prepare(sql)))
      remembered.delete(sql)
      remembered.set(sql, statement)
      if (remembered.size > limit) {
        const [longestUnused = sql] = remembered.keys()
        remembered.delete(longestUnused)
      }
      return statement
    },
    close() {
      remembered.clear()
      database.close()
    },
  }
}

function guardStatement(statement: SqliteStatement): SqliteStatement {
  return {
    reader: statement.reader,
    all: (parameters) => guarded(() => statement.all(parameters)),
    run: (parameters) => guarded(() => statement.run(parameters)),
    iterate: (parameters) => statement.iterate(parameters),
  }
}

/** Runs `work` and turns SQLite's passing errors into {@link StoreBusy}; all others are thrown as they are. */
export function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (isPassing(error)) throw new StoreBusy('The database is busy or full.', { cause: error })
    throw error
  }
}

/** Extended codes begin with the primary one: `SQLITE_BUSY_SNAPSHOT`, `SQLITE_READONLY_DBMOVED` (https://sqlite.org/rescode.html). */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return /^SQLITE_(BUSY|LOCKED|FULL|READONLY)(_|$)/.test(String(error.code))
}
