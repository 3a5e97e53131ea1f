import type { Database } from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'

import { sqliteStoreOn } from '../../../server/store/sqlite.ts'
import { openSqliteFile } from '../../../server/store/sqlite-file.ts'
import type { Store } from '../../../server/store/store.ts'
import { addAccounts, approve, draftLink, handleOf, NOW } from './drafts.ts'

it('says that a full disk is busy, leaves nothing half written and goes on when there is room', async () => {
  const { database, store } = await open()
  await addAccounts(store, 'eliza')
  await store.requestLink(draftLink('link-0'))
  const pages = Number(database.pragma('page_count', { simple: true }))
  database.pragma(`max_page_count = ${pages}`)
  const { written, error } = await requestUntilRefused(store)
  expect(error).toMatchObject({ name: 'StoreBusy', cause: { code: 'SQLITE_FULL' } })
  expect(database.inTransaction).toBe(false)
  expect((await store.deviceState('tv-1', NOW + 20)).link).toMatchObject({
    linkId: `link-${written}`,
    state: 'pending',
  })

  database.pragma(`max_page_count = ${pages * 2}`)
  expect(await approve(store, `link-${written}`, 'eliza')).toMatchObject({ outcome: 'bound' })
})

it('throws the error that made SQLite roll back by itself, not one about that', async () => {
  const { database, store } = await open()
  database.exec(`create trigger t before insert on link_requests
    begin select raise(rollback, 'this one'); end`)
  await expect(store.requestLink(draftLink('link-1'))).rejects.toThrow('this one')
  database.exec('drop trigger t')
  expect(await store.requestLink(draftLink('link-1'))).toBe('created')
})

it('says that a read-only database is busy', async () => {
  const { database, store } = await open()
  await store.requestLink(draftLink('link-1'))
  database.pragma('query_only = ON')
  await expect(store.denyLink(handleOf('link-1'), 0)).rejects.toMatchObject({
    name: 'StoreBusy',
    cause: { code: 'SQLITE_READONLY' },
  })
  await store.ping()
})

it('throws as it is what does not pass by itself', async () => {
  const { database, store } = await open()
  database.exec('drop table seeds')
  await expect(store.ping()).rejects.toMatchObject({ name: 'SqliteError', code: 'SQLITE_ERROR' })
})

async function open(): Promise<{ database: Database; store: Store }> {
  const database = openSqliteFile(':memory:', 250)
  const store = await sqliteStoreOn(database)
  onTestFinished(() => void database.close())
  return { database, store }
}

async function requestUntilRefused(store: Store) {
  for (let written = 0; written < 1000; written += 1) {
    try {
      await store.requestLink(
        draftLink(`link-${written + 1}`, { perDevice: { max: 2000, since: 0 } }),
      )
    } catch (error) {
      return { written, error }
    }
  }
  throw new Error('The database never got full.')
}
