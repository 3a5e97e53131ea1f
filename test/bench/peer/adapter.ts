import Database from 'better-sqlite3'
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

/** By what each model is looked up or ended beside its id. Only the flow of this bench is here: other models break it. */
const INDEXED: Record<string, readonly Column[]> = {
  Session: ['uid'],
  Interaction: [],
  Grant: [],
  DeviceCode: ['user_code', 'grant_id'],
  AccessToken: ['grant_id'],
  RefreshToken: ['grant_id'],
}
type Column = 'uid' | 'user_code' | 'grant_id'

/**
 * What an operator who cares would store oidc-provider's models in: one SQLite file as durable as ours, a table for
 * each model with no more indexes than it is searched by, every statement prepared once, every verb one commit.
 */
export function sqliteAdapters(file: string): { make: AdapterFactory; close(): void } {
  const database = new Database(file)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'temp_store = MEMORY']) {
    database.pragma(pragma)
  }
  return {
    make: (model) => sqliteAdapter(database, model, INDEXED[model]),
    close: () => void database.close(),
  }
}

interface Stored {
  payload: string
  consumed_at: number | null
}

function sqliteAdapter(
  database: Database.Database,
  model: string,
  indexed: readonly Column[] | undefined,
): Adapter {
  if (indexed === undefined) throw new Error(`no table for ${model}`)
  database.exec(tableOf(model, indexed))
  const columns = ['id', 'payload', 'expires_at', ...indexed]
  const replaced = columns.slice(1).map((name) => `${name} = excluded.${name}`)
  const upsert = database.prepare(
    `INSERT INTO ${model} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${replaced.join(', ')}`,
  )
  const consume = database.prepare(`UPDATE ${model} SET consumed_at = ? WHERE id = ?`)
  const destroy = database.prepare(`DELETE FROM ${model} WHERE id = ?`)
  const findBy = (column: Column | 'id'): Adapter['find'] => {
    // A column that this model has not got, oidc-provider never asks for.
    if (!columns.includes(column)) return () => Promise.reject(new Error(`${model} by ${column}`))
    const select = database.prepare<[string], Stored>(
      `SELECT payload, consumed_at FROM ${model} WHERE ${column} = ?`,
    )
    return async (value) => payloadOf(select.get(value))
  }
  const revoke = indexed.includes('grant_id')
    ? database.prepare(`DELETE FROM ${model} WHERE grant_id = ?`)
    : null
  return {
    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn === undefined ? null : nowAt() + expiresIn
      const keys = indexed.map((column) => keyOf(payload, column))
      upsert.run(id, JSON.stringify(payload), expiresAt, ...keys)
    },
    find: findBy('id'),
    findByUid: findBy('uid'),
    findByUserCode: findBy('user_code'),
    async consume(id) {
      consume.run(nowAt(), id)
    },
    async destroy(id) {
      destroy.run(id)
    },
    async revokeByGrantId(grantId) {
      revoke?.run(grantId)
    },
  }
}

function tableOf(model: string, indexed: readonly Column[]): string {
  const keys = indexed.map((column) => `${column} TEXT, `).join('')
  const table = `CREATE TABLE ${model} (id TEXT PRIMARY KEY NOT NULL, payload TEXT NOT NULL,
    expires_at INTEGER, ${keys}consumed_at INTEGER) STRICT`
  const indexes = indexed.map(
    (column) => `CREATE INDEX ${model}_${column} ON ${model} (${column})
      WHERE ${column} IS NOT NULL`,
  )
  return [table, ...indexes].join(';\n')
}

function keyOf({ uid, userCode, grantId }: AdapterPayload, column: Column): string | null {
  return { uid, user_code: userCode, grant_id: grantId }[column] ?? null
}

function payloadOf(stored: Stored | undefined): AdapterPayload | undefined {
  if (stored === undefined) return undefined
  const payload = JSON.parse(stored.payload) as AdapterPayload
  return stored.consumed_at === null ? payload : { ...payload, consumed: stored.consumed_at }
}

function nowAt(): number {
  return Math.floor(Date.now() / 1000)
}
