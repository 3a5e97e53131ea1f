import process from 'node:process'

import type { Config } from '../config.ts'
import { loadConfig } from '../config-sources.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { type Outcome, problem } from './outcome.ts'

/** A server must answer others meanwhile and gives up on a lock soon; here only one person waits. */
const PATIENCE_MS = 3000

/** Opens the database that the server of this configuration uses, beside it or without it, and closes it again. */
export async function withStore(
  work: (store: Store, config: Config) => Promise<Outcome>,
): Promise<Outcome> {
  const config = loadConfig(process.env)
  const store = await openStore(config)
  if ('exit' in store) return store
  try {
    return await work(store, config)
  } finally {
    await store.close()
  }
}

async function openStore({ dataDir, store }: Config) {
  const busyTimeoutMs = Math.max(store.busyTimeoutMs, PATIENCE_MS)
  try {
    return await openSqliteStore({ dataDir, busyTimeoutMs })
  } catch (error) {
    const { message } = error as Error
    return problem('failed', `The database in ${dataDir} cannot be opened: ${message}`)
  }
}
