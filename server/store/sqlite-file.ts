import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const PRAGMAS = [
  'journal_mode = WAL',
  // What was answered 2xx survives a power cut; NORMAL would lose the last commits.
  'synchronous = FULL',
  'foreign_keys = ON',
  // A file that somebody else has touched cannot make our queries run functions with side effects.
  'trusted_schema = OFF',
  // What is deleted is gone from the file as well.
  'secure_delete = ON',
  'temp_store = MEMORY',
  'wal_autocheckpoint = 1000',
  'journal_size_limit = 67108864',
]

/** Opens `couchlink.db` in `dataDir` for its owner alone, folder and file being made where there is none. */
export function openSqliteFile(dataDir: string, busyTimeoutMs: number): Database.Database {
  const database = new Database(privateFile(dataDir), { timeout: busyTimeoutMs })
  try {
    for (const pragma of PRAGMAS) database.pragma(pragma)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** The file is made beforehand, because SQLite would let everyone read it; its WAL gets the same mode from SQLite. */
function privateFile(dataDir: string): string {
  if (dataDir === ':memory:') return dataDir
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'couchlink.db')
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  return file
}
