import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'

import { sqliteStoreOn } from '../../../server/store/sqlite.ts'
import { openSqliteFile } from '../../../server/store/sqlite-file.ts'
import {
  approve,
  boundTo,
  codeOf,
  draftLink,
  draftPhoneKey,
  enter,
  handleOf,
  match,
  NOW,
} from './drafts.ts'

it('makes every table strict', async () => {
  const database = open()
  await sqliteStoreOn(database)
  const tables = database.pragma('table_list') as { name: string; strict: number }[]
  const ours = tables.filter(({ name }) => !/^(sqlite|kysely)_/.test(name))
  expect(ours.map(({ name }) => name).sort()).toEqual([
    'accounts',
    'bindings',
    'devices',
    'grants',
    'link_requests',
    'misses',
    'passkeys',
    'phone_keys',
    'places',
    'seeds',
    'sessions',
    'takeovers',
  ])
  expect(ours.filter(({ strict }) => strict !== 1)).toEqual([])
})

it('keeps what a database of the first release holds, and goes on with it', async () => {
  const database = openRelease('first')
  const store = await sqliteStoreOn(database)
  expect(await store.accountByUsername('eliza')).toMatchObject({ disabled: false, demo: false })
  expect(await store.sessionByHash('phone', NOW)).toMatchObject({ name: 'ELIZA' })
  expect(await boundTo(store, 'tv-2')).toBe('ELIZA')
  expect(await store.missesOf(['key'], NOW)).toEqual([{ count: 2, lastAt: NOW }])
  expect(await store.devices({ username: null, after: '', limit: 9 })).toMatchObject([
    { deviceId: 'tv-1', name: 'Den', model: 'M1', clientId: 'tv', username: null },
    { deviceId: 'tv-2', name: null, model: null, clientId: 'tv', username: 'eliza' },
    { deviceId: 'tv-3', name: null, model: null, clientId: null, username: 'eliza' },
  ])
  expect(await store.linkByDeviceCode(codeOf('link-1'))).toMatchObject({
    state: 'opened',
    clientId: 'tv',
    jkt: null,
    matchUntil: null,
  })

  expect(await match(store, 'link-1', 'eliza')).toMatchObject({ begun: true })
  const taken = draftLink('link-2', { deviceId: 'tv-2', userCodeHash: 'user code' })
  expect(await store.requestLink(taken)).toBe('code_taken')
  expect(await approve(store, 'link-1', 'eliza')).toMatchObject({ outcome: 'bound' })
})

it('keeps what a database of the second release holds, and goes on with it', async () => {
  const store = await sqliteStoreOn(openRelease('second'))
  const sessions = await store.sessionsOf('account-eliza', NOW)
  expect(sessions).toMatchObject([
    { method: 'password', label: null, createdAt: NOW, lastUsedAt: NOW + 200 },
    { method: 'password', label: null, createdAt: NOW, lastUsedAt: NOW + 100 },
  ])
  for (const { sessionId } of sessions) expect(sessionId).toMatch(/^[0-9a-f]{32}$/)
  expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(2)
  expect(await store.sessionByHash('phone', NOW)).toMatchObject({
    passwordHash: 'a hash',
    provenAt: NOW,
    devicesSeenAt: NOW + 100,
  })
  expect(await store.accountByUsername('max')).toMatchObject({ disabled: true })
  expect(await store.devicesOf('account-eliza', NOW)).toMatchObject([
    { deviceId: 'link_2', name: 'App', label: null, until: null, seenAt: null, sessionId: null },
  ])
  expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({
    state: 'matching',
    address: null,
    country: null,
    claimAccountId: null,
  })

  expect(await boundTo(store, 'link_2', NOW + 90 * 86_400)).toBe('ELIZA')
  expect(await store.endDueBindings(NOW + 90 * 86_400, 9)).toEqual([])
  const tokenHash = 'first token of grant-2'
  const rotation = { grantId: 'grant-2', tokenHash, nextHash: 'next', expiresAt: NOW + 2000 }
  expect(await store.rotateGrant({ ...rotation, now: NOW })).toBe(true)
  expect(await enter(store, 'link-1', '472')).toMatchObject({ outcome: 'bound' })
  await store.deleteAccount('eliza')
  expect(await store.sessionByHash('phone', NOW)).toBe(null)
})

it('keeps what a database of the third release holds, and goes on with it', async () => {
  const store = await sqliteStoreOn(openRelease('third'))
  expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({ linkKey: null, site: null })
  expect(await store.signsInByQr('account-eliza')).toBe(false)
  expect(await store.passkeysOf('account-eliza')).toMatchObject([{ counter: 3 }])
  expect(await store.phoneKeysOf('account-eliza')).toEqual([])
  expect(await store.payloadOf({ linkId: 'link-2', deviceId: 'link_2', now: NOW })).toBe(null)

  const key = draftPhoneKey('key', { sessionId: 'lasting phone' })
  expect(await store.addPhoneKey(key, 10)).toBe('added')
  const giving = { deviceCodeHash: codeOf('link-2'), codeHash: 'key', until: NOW + 60, now: NOW }
  expect(await store.giveCode(giving)).toBe(true)
  await store.setSignsInByQr('account-eliza', true)
  expect(await store.signsInByQr('account-eliza')).toBe(true)
  expect(await enter(store, 'link-1', '472')).toMatchObject({ outcome: 'bound' })
  const disowning = { accountId: 'account-eliza', deviceId: 'tv-1', keepSessionId: '' }
  expect(await store.disownDevice(disowning)).toMatchObject({ sessions: 1, phoneKeys: 1 })
})

it.each(['first', 'second', 'third'])(
  'makes the same of a %s release as of a new database, with nothing broken in it',
  async (release) => {
    const [old, fresh] = [openRelease(release), open()]
    await sqliteStoreOn(old)
    await sqliteStoreOn(fresh)
    expect(schemaOf(old)).toEqual(schemaOf(fresh))
    expect(old.pragma('foreign_key_check')).toEqual([])
    expect(old.pragma('integrity_check', { simple: true })).toBe('ok')
  },
)

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

function openRelease(release: string): Database {
  const database = open()
  database.exec(readFileSync(join(import.meta.dirname, `${release}-release.sql`), 'utf8'))
  return database
}

/** Every table and index as it was made, whoever wrote the quotes and line breaks. */
function schemaOf(database: Database): string[] {
  const rows = database.prepare('select sql from sqlite_schema where sql is not null').all()
  return (rows as { sql: string }[])
    .map(({ sql }) => sql.toLowerCase().replaceAll(/["\s]/g, ''))
    .sort()
}

function open(): Database {
  const database = openSqliteFile(':memory:', 250)
  onTestFinished(() => void database.close())
  return database
}
