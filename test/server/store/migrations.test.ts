import type { Database } from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'

import { sqliteStoreOn } from '../../../server/store/sqlite.ts'
import { openSqliteFile } from '../../../server/store/sqlite-file.ts'

it('makes every table strict', async () => {
  const database = open()
  await sqliteStoreOn(database)
  const tables = database.pragma('table_list') as { name: string; strict: number }[]
  const ours = tables.filter(({ name }) => !/^(sqlite|kysely)_/.test(name))
  expect(ours.map(({ name }) => name).sort()).toEqual([
    'accounts',
    'bindings',
    'devices',
    'link_requests',
    'misses',
    'seeds',
    'sessions',
  ])
  expect(ours.filter(({ strict }) => strict !== 1)).toEqual([])
})

it('changes nothing when the schema is the newest already', async () => {
  const database = open()
  await sqliteStoreOn(database)
  const schema = database.pragma('schema_version')
  await sqliteStoreOn(database)
  expect(database.pragma('schema_version')).toEqual(schema)
})

it('leaves nothing half made when it is interrupted', async () => {
  const database = open()
  database.exec('create table seeds (something_else text)')
  await expect(sqliteStoreOn(database)).rejects.toThrow('already exists')
  expect(database.prepare("select name from sqlite_schema where name = 'accounts'").all()).toEqual(
    [],
  )
  database.exec('drop table seeds')
  await (await sqliteStoreOn(database)).ping()
})

function open(): Database {
  const database = openSqliteFile(':memory:', 250)
  onTestFinished(() => void database.close())
  return database
}
