import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'

import { openSqliteStore } from '../../../server/store/sqlite.ts'
import { type Store, StoreBusy } from '../../../server/store/store.ts'
import { countCommits } from './commits.ts'
import {
  addAccounts,
  approve,
  bind,
  boundTo,
  draftAccount,
  draftLink,
  draftSession,
  handleOf,
  NOW,
} from './drafts.ts'
import { storeCases } from './store.cases.ts'

describe('the SQLite store', () => {
  storeCases(async () => openIn(newDataDir()))

  it('works in memory as well', async () => {
    const store = await openIn(':memory:')
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
  })

  it('finds everything again after a restart, in one tidy file', async () => {
    const dataDir = newDataDir()
    const store = await openIn(dataDir)
    await addAccounts(store, 'eliza')
    await bind(store, 'link-1', 'eliza')
    await store.requestLink(draftLink('link-2', { deviceId: 'tv-2' }))
    await store.openSession(draftSession('eliza'))
    await store.close()
    await store.close()
    expect(() => statSync(join(dataDir, 'couchlink.db-wal'))).toThrow('ENOENT')

    const again = await openIn(dataDir)
    expect(await boundTo(again, 'tv-1')).toBe('ELIZA')
    expect(await again.linkByHandle(handleOf('link-2'))).toMatchObject({ state: 'pending' })
    expect(await again.sessionByHash('session of eliza', NOW)).not.toBe(null)
  })

  it('leaves everything in that file when it is closed, whoever else has it open', async () => {
    const dataDir = newDataDir()
    const store = await openIn(dataDir)
    const outsider = openOutside(dataDir)
    outsider.exec('begin immediate; rollback')
    await store.requestLink(draftLink('link-1'))
    await store.close()
    expect(statSync(join(dataDir, 'couchlink.db-wal')).size).toBe(0)
  })

  it('can be closed while another process holds the lock', async () => {
    const dataDir = newDataDir()
    const store = await openIn(dataDir)
    await store.requestLink(draftLink('link-1'))
    openOutside(dataDir).exec('begin immediate')
    await store.close()
    await expect(store.ping()).rejects.toThrow()
  })

  it('commits once for a link request, an approval and a denial', async () => {
    const { store, commits } = await openCounted()
    await addAccounts(store, 'eliza')
    expect(await commits(() => store.requestLink(draftLink('link-1')))).toBe(1)
    expect(await commits(() => store.openLink('link-1', NOW, NOW + 600))).toBe(1)
    const approval = {
      handleHash: handleOf('link-1'),
      accountId: 'account-eliza',
      bindingId: 'binding-link-1',
      session: draftSession('eliza'),
      now: NOW,
    }
    expect(await commits(() => store.approveLink(approval))).toBe(1)
    expect(await commits(() => store.requestLink(draftLink('link-2')))).toBe(1)
    expect(await commits(() => store.denyLink(handleOf('link-2'), NOW))).toBe(1)
  })

  it('writes nothing where nothing changes', async () => {
    const { store, commits } = await openCounted()
    await addAccounts(store, 'eliza', 'max')
    await bind(store, 'link-1', 'eliza')
    await store.requestLink(draftLink('link-2'))
    await store.openSession(draftSession('eliza'))
    const { userCodeHash } = draftLink('link-2')
    const full = { max: 1, since: NOW }
    for (const [name, verb] of Object.entries({
      'a hello': () => store.deviceState('tv-1'),
      'a session': () => store.sessionByHash('session of eliza', NOW),
      'a repeated approval': () => approve(store, 'link-1', 'eliza'),
      'a late approval': () => approve(store, 'link-1', 'max'),
      'an approval after the end': () => approve(store, 'link-2', 'max', NOW + 600),
      'an approval of nothing': () => approve(store, 'unknown', 'max'),
      'a late denial': () => store.denyLink(handleOf('link-1'), NOW),
      'an unbind of nothing': () => store.unbind('tv-1', 'binding-of-old'),
      'a taken code': () => store.requestLink(draftLink('x', { deviceId: 'tv-2', userCodeHash })),
      'too many links': () => store.requestLink(draftLink('x', { perDevice: full })),
      'too many devices': () =>
        store.requestLink(draftLink('x', { deviceId: 'tv-2', newDevices: full })),
      'seeds as before': () => addAccounts(store, 'eliza', 'max'),
      'a sweep of nothing': () =>
        store.sweep({ now: NOW, endedBefore: NOW, unseenBefore: NOW, batch: 500 }),
    })) {
      expect(await commits(verb), name).toBe(0)
    }
  })

  it('says so when another process holds the lock, and works again after', async () => {
    const dataDir = newDataDir()
    const store = await openIn(dataDir)
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    const outsider = openOutside(dataDir)
    outsider.exec('begin immediate')
    const startedAt = performance.now()
    for (const verb of [
      () => approve(store, 'link-1', 'eliza'),
      () => store.requestLink(draftLink('link-2')),
      () => store.denyLink(handleOf('link-1'), NOW),
    ]) {
      const error = await verb().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(StoreBusy)
      expect((error as StoreBusy).cause).toMatchObject({ code: 'SQLITE_BUSY' })
    }
    expect(performance.now() - startedAt).toBeLessThan(3 * 1000)
    expect((await store.deviceState('tv-1')).link).toMatchObject({ state: 'pending' })
    await expect(openIn(dataDir)).rejects.toThrow(StoreBusy)

    outsider.exec('rollback')
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject({ outcome: 'bound' })
  })

  it('keeps an acknowledged approval when the process is killed', async () => {
    const dataDir = newDataDir()
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--conditions=source',
        join(import.meta.dirname, 'approve-and-stay.ts'),
        dataDir,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    const [answer] = await once(child.stdout, 'data')
    expect(String(answer)).toBe('bound\n')
    child.kill('SIGKILL')
    await once(child, 'exit')

    const store = await openIn(dataDir)
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject({ outcome: 'repeated' })
  })

  it('keeps a password that was changed here when config.json gets a new colour', async () => {
    const dataDir = newDataDir()
    const store = await openIn(dataDir)
    await addAccounts(store, 'eliza')
    openOutside(dataDir).exec("update accounts set password_hash = 'chosen by Eliza'")
    const accounts = [draftAccount('eliza', { color: '#112233' })]
    await store.applySeeds({ accounts, devices: [], now: NOW })
    expect(await store.accountByUsername('eliza')).toMatchObject({
      color: '#112233',
      passwordHash: 'chosen by Eliza',
    })
  })

  it('refuses a database that a newer version has migrated, and leaves it alone', async () => {
    const dataDir = newDataDir()
    await (await openIn(dataDir)).close()
    const outsider = openOutside(dataDir)
    outsider.exec("insert into kysely_migration values ('9999', '2030-01-01')")
    const before = outsider.pragma('data_version')
    await expect(openIn(dataDir)).rejects.toThrow(/newer version of Couchlink.*9999/)
    expect(outsider.pragma('data_version')).toEqual(before)
  })
})

function newDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'couchlink-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'data')
}

async function openIn(dataDir: string): Promise<Store> {
  const store = await openSqliteStore({ dataDir, busyTimeoutMs: 250 })
  onTestFinished(() => store.close())
  return store
}

/** Another process's view of the same database. */
function openOutside(dataDir: string): Database.Database {
  const outsider = new Database(join(dataDir, 'couchlink.db'))
  onTestFinished(() => void outsider.close())
  return outsider
}

/** A store, and how many commits a verb of it made. */
async function openCounted() {
  const dataDir = newDataDir()
  const store = await openIn(dataDir)
  const commitsSoFar = () => countCommits(join(dataDir, 'couchlink.db-wal'))
  async function commits(verb: () => Promise<unknown>): Promise<number> {
    const before = commitsSoFar()
    await verb()
    return commitsSoFar() - before
  }
  return { store, commits }
}
