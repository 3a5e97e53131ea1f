import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Every row of every table, as JSON, in an order that only the rows decide. */
export type Tables = Record<string, string[]>

/** Reads the whole database of a server while it runs. */
export function tablesIn(dataDir: string): Tables {
  const file = readdirSync(dataDir).find((name) => /\.(db|sqlite)$/.test(name))
  if (file === undefined) throw new Error(`no database in ${dataDir}`)
  const database = new Database(join(dataDir, file), { readonly: true })
  try {
    const names = database
      .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
      .pluck()
      .all() as string[]
    return Object.fromEntries(
      names.map((name) => {
        const rows = database.prepare(`select * from "${name}"`).all()
        return [name, rows.map((row) => JSON.stringify(row)).sort()]
      }),
    )
  } finally {
    database.close()
  }
}

/** The rows in which this id stands. */
export function rowsWith(tables: Tables, id: string): string[] {
  return Object.values(tables).flatMap((rows) => rows.filter((row) => row.includes(`"${id}"`)))
}
