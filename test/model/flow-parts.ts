import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { pino } from 'pino'

import { parseConfig } from '../../server/config.ts'
import { AccessTokens } from '../../server/credentials/access-token.ts'
import { BoundedMap } from '../../server/credentials/bounded-map.ts'
import type { Parts } from '../../server/flow/parts.ts'
import { type AllParts, makeParts } from '../../server/parts.ts'
import { sqliteStoreOn } from '../../server/store/sqlite.ts'
import { openSqliteFile } from '../../server/store/sqlite-file.ts'
import type { Store } from '../../server/store/store.ts'
import { UnderWay } from '../../server/trust/under-way.ts'
import type { Calls } from './calls.ts'
import { BEGINNING, PEOPLE } from './cast.ts'
import { accountRecord, SETTINGS, TABLES } from './settings.ts'

/**
 * The real parts without a listener: real store on real files, real tokens, real broker to which nobody has connected.
 * One set serves many sequences, each on empty tables.
 */
export class FlowParts {
  readonly clock = { now: BEGINNING }
  readonly #all: AllParts
  readonly #dirs: string
  #dir: string
  #database: Database
  #parts: Parts
  #drawn = 0
  readonly #noticed: ReturnType<Calls['noticed']> = []

  /** Through which every verb of the store goes, for a test that wants to say whose turn it is. */
  turn: <T>(name: string, verb: () => Promise<T>) => Promise<T> = (_name, verb) => verb()

  /** What threads are at: passwords and signatures are looked at beside the flows. */
  readonly #beside = new Set<Promise<unknown>>()

  private constructor(dirs: string, all: AllParts, dir: string, database: Database) {
    this.#dirs = dirs
    this.#all = all
    this.#dir = dir
    this.#database = database
    this.#parts = all.parts
  }

  static async open(): Promise<FlowParts> {
    // Where there is a folder in memory, a commit that waits for the disk costs nothing.
    const dirs = mkdtempSync(
      join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'couchlink-model-'),
    )
    const dataDir = join(dirs, '0')
    const parsed = parseConfig({ ...SETTINGS, dataDir })
    if (!parsed.ok)
      throw new Error(parsed.faults.map((fault) => `${fault.path}: ${fault.expected}`).join('\n'))
    let opened: FlowParts | null = null
    const all = await makeParts(parsed.config, {
      log: pino({ level: 'silent' }),
      now: () => opened?.clock.now ?? BEGINNING,
      random: (bytes) => opened?.random(bytes) ?? Buffer.alloc(bytes, 'start'),
    })
    await all.parts.store.close()
    const database = openSqliteFile(dataDir, parsed.config.store.busyTimeoutMs)
    opened = new FlowParts(dirs, all, dataDir, database)
    await opened.#wire()
    return opened
  }

  get parts(): Parts {
    return this.#parts
  }

  /** The same bytes in each sequence, so that a sequence which failed fails again. */
  random(bytes: number): Buffer {
    this.#drawn += 1
    return createHash('shake256', { outputLength: bytes }).update(`${this.#drawn}`).digest()
  }

  /** Something is done beside the flows, such as a signature. */
  async beside<T>(work: Promise<T>): Promise<T> {
    this.#beside.add(work)
    try {
      return await work
    } finally {
      this.#beside.delete(work)
    }
  }

  /** Resolves when all that threads were at is done; answers whether that was anything. */
  async settled(): Promise<boolean> {
    if (this.#beside.size === 0) return false
    while (this.#beside.size > 0) await Promise.allSettled(this.#beside)
    return true
  }

  async begin(): Promise<void> {
    this.clock.now = BEGINNING
    this.#drawn = 0
    for (const table of TABLES) this.#database.exec(`delete from ${table}`)
    this.#database.pragma('wal_checkpoint(truncate)')
    this.#forget()
    for (const person of PEOPLE) {
      await this.parts.store.addAccount(accountRecord(person, this.parts.randomId()))
    }
  }

  /** Leaves to the next store what a process that was killed leaves: its files, as they are. */
  async restart(): Promise<void> {
    const next = join(this.#dirs, String(Number(this.#dir.split('/').at(-1)) + 1))
    cpSync(this.#dir, next, { recursive: true, filter: (path) => !path.endsWith('-shm') })
    const before = this.#parts.store
    this.#database = openSqliteFile(next, this.parts.config.store.busyTimeoutMs)
    await this.#wire()
    await before.close()
    rmSync(this.#dir, { recursive: true })
    this.#dir = next
  }

  noticed(): ReturnType<Calls['noticed']> {
    return this.#noticed.splice(0)
  }

  async close(): Promise<void> {
    await this.#parts.store.close()
    await this.#all.broker.close()
    await this.#all.parts.passwords.close()
    this.#all.keys.close()
    rmSync(this.#dirs, { recursive: true })
  }

  async #wire(): Promise<void> {
    const store = this.#inTurns(await sqliteStoreOn(this.#database))
    const { broker } = this.#all
    const notifier: Parts['notifier'] = {
      notify: (deviceId, event, payload) => {
        this.#noticed.push({ deviceId, event })
        return broker.notify(deviceId, event, payload)
      },
      send: (deviceId, message) => broker.send(deviceId, message),
      disconnect: (deviceId) => broker.disconnect(deviceId),
      close: () => broker.close(),
    }
    const { passwords, passkeys } = this.#all.parts
    this.#parts = {
      ...this.#all.parts,
      store,
      notifier,
      passwords: this.#watched(passwords),
      passkeys: this.#watched(passkeys),
    }
    this.#forget()
  }

  #inTurns(store: Store): Store {
    const verbs = Object.entries(store).map(([name, verb]: [string, (given: never) => unknown]) => {
      const inTurn = (...given: [never]) => this.turn(name, async () => verb(...given))
      return [name, inTurn]
    })
    return Object.fromEntries(verbs)
  }

  /** The same, and it is known when its methods are at something. */
  #watched<T extends object>(part: T): T {
    return new Proxy(part, {
      get: (_part, name) => {
        const method: unknown = Reflect.get(part, name)
        if (typeof method !== 'function') return method
        return (...given: unknown[]) => {
          const result: unknown = method.apply(part, given)
          if (result instanceof Promise) {
            this.#beside.add(result)
            const done = () => this.#beside.delete(result)
            result.then(done, done)
          }
          return result
        }
      },
    })
  }

  /** What a process has in memory and a new one has not. */
  #forget(): void {
    const { config, now, randomId } = this.#all.parts
    this.#parts = {
      ...this.#parts,
      underWay: new UnderWay(),
      paces: new BoundedMap(config.tokens.cacheEntries),
      accessTokens: new AccessTokens({
        keys: this.#all.keys,
        issuer: config.publicUrl,
        ttlSeconds: config.tokens.accessTtlSeconds,
        cacheEntries: config.tokens.cacheEntries,
        now,
        randomId,
      }),
    }
  }
}
