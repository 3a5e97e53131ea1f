import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'

import { guarded, rememberStatements } from '../../../server/store/remembered-statements.ts'
import { StoreBusy } from '../../../server/store/store.ts'

it('prepares each text once, as long as there is room for it', () => {
  const { remembering, prepared } = openCounted(2)
  for (const sql of ['select 1', 'select 2', 'select 1', 'select 2']) remembering.prepare(sql)
  expect(prepared).toEqual(['select 1', 'select 2'])
})

it('forgets the statement used longest ago', () => {
  const { remembering, prepared } = openCounted(2)
  for (const sql of ['select 1', 'select 2', 'select 1', 'select 3']) remembering.prepare(sql)
  remembering.prepare('select 1')
  expect(prepared).toEqual(['select 1', 'select 2', 'select 3'])
  remembering.prepare('select 2')
  expect(prepared).toEqual(['select 1', 'select 2', 'select 3', 'select 2'])
})

it('runs a remembered statement with new values each time', () => {
  const { remembering } = openCounted(2)
  for (const value of [1, 'two', null]) {
    expect(remembering.prepare('select ? as value').all([value])).toEqual([{ value }])
  }
})

it.each([
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'SQLITE_LOCKED',
  'SQLITE_LOCKED_SHAREDCACHE',
  'SQLITE_FULL',
  'SQLITE_READONLY',
  'SQLITE_READONLY_DBMOVED',
])('turns %s into StoreBusy and keeps it as the cause', (code) => {
  const cause = new Database.SqliteError('no', code)
  expect(() => guarded(() => raise(cause))).toThrow(
    expect.objectContaining({ name: 'StoreBusy', cause }),
  )
  expect(() => guarded(() => raise(cause))).toThrow(StoreBusy)
})

it.each(['SQLITE_IOERR', 'SQLITE_CORRUPT', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_FULLER'])(
  'throws %s as it is',
  (code) => {
    const error = new Database.SqliteError('no', code)
    expect(() => guarded(() => raise(error))).toThrow(error)
  },
)

function raise(error: Error): never {
  throw error
}

function openCounted(limit: number) {
  const database = new Database(':memory:')
  onTestFinished(() => void database.close())
  const prepared: string[] = []
  const counting = {
    prepare(sql: string) {
      prepared.push(sql)
      return database.prepare(sql)
    },
    close: () => void database.close(),
  }
  return { remembering: rememberStatements(counting, limit), prepared }
}
