import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'

import { openSqliteFile } from '../../../server/store/sqlite-file.ts'

it('makes the data folder and the database for their owner alone, the log included', () => {
  const dataDir = join(newFolder(), 'deep', 'data')
  const database = open(dataDir)
  database.exec('create table t (a)')
  expect(mode(dataDir)).toBe(0o700)
  expect(mode(join(dataDir, 'couchlink.db'))).toBe(0o600)
  expect(mode(join(dataDir, 'couchlink.db-wal'))).toBe(0o600)
})

it('takes from others what an older file let them read', () => {
  const dataDir = newFolder()
  open(dataDir).close()
  chmodSync(join(dataDir, 'couchlink.db'), 0o644)
  open(dataDir)
  expect(mode(join(dataDir, 'couchlink.db'))).toBe(0o600)
})

it('waits as long as it is told, and no longer, for the lock of another', () => {
  const dataDir = newFolder()
  open(dataDir).exec('begin immediate')
  expect(() => open(dataDir, 50).exec('begin immediate')).toThrow('database is locked')
  expect(open(dataDir, 50).pragma('busy_timeout', { simple: true })).toBe(50)
})

it.each([
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['trusted_schema', 0],
  ['secure_delete', 1],
  ['temp_store', 2],
  ['wal_autocheckpoint', 1000],
  ['journal_size_limit', 64 * 1024 * 1024],
])('sets %s to %s', (pragma, value) => {
  expect(open(newFolder()).pragma(pragma, { simple: true })).toBe(value)
})

it('leaves no file behind when it works in memory', () => {
  open(':memory:').exec('create table t (a)')
  expect(existsSync(':memory:')).toBe(false)
})

function open(dataDir: string, busyTimeoutMs = 250): Database {
  const database = openSqliteFile(dataDir, busyTimeoutMs)
  onTestFinished(() => void database.close())
  return database
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'couchlink-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function mode(path: string): number {
  return statSync(path).mode & 0o777
}
