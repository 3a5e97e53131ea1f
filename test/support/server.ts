import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { onTestFailed, onTestFinished } from 'vitest'

import { parseConfig } from '../../server/config.ts'
import type { Outside } from '../../server/parts.ts'
import { type Serving, serve } from '../../server/serve.ts'

/** A real server on a free port of loopback, with a data folder of its own; both go when the test has finished. */
export interface TestServer extends Serving {
  /** `http://127.0.0.1:<port>`. */
  url: string
  dataDir: string
  /** Every line it has logged so far, at the level `debug`. */
  logged: () => string
  /** Stands still until a test moves it; with pages it runs. */
  clock: { now: number }
}

/** Settings as they would stand in config.json; what a test does not name is the default. */
export type Settings = Record<string, unknown>

export async function startServer(
  settings: Settings = {},
  options: { dataDir?: string; pages?: boolean; clock?: { now: number } } = {},
): Promise<TestServer> {
  const dataDir = options.dataDir ?? temporaryFolder()
  const parsed = parseConfig({
    port: 0,
    host: '127.0.0.1',
    dataDir,
    // The cheapest argon2 there is: what is tested is who gets in, not how long it takes.
    passwords: { memoryKib: 8, iterations: 1 },
    // A machine that is slow is no outage of the servers beside this one.
    outside: { timeoutMs: 60_000 },
    ...settings,
  })
  if (!parsed.ok)
    throw new Error(parsed.faults.map((fault) => `${fault.path}: ${fault.expected}`).join('\n'))
  const lines: string[] = []
  const log = pino(
    { level: 'debug', base: null },
    { write: (line: string) => void lines.push(line) },
  )
  onTestFailed(
    () => void process.stderr.write(lines.filter((line) => !line.includes('"level":20')).join('')),
  )
  // A real browser's clock goes on, so the server that it speaks with cannot stand still.
  const clock = options.clock ?? (options.pages ? runningClock() : { now: epochSeconds() })
  const outside: Outside = { log, now: () => clock.now }
  const distDir = options.pages ? new URL('../../dist', import.meta.url).pathname : null
  const serving = await serve(parsed.config, outside, distDir)
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await serving.close()
  }
  onTestFinished(close)
  return {
    ...serving,
    close,
    url: `http://127.0.0.1:${serving.port}`,
    dataDir,
    logged: () => lines.join(''),
    clock,
  }
}

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

/** For whoever speaks with the server by a clock of their own. */
export function runningClock(): { now: number } {
  return {
    get now() {
      return epochSeconds()
    },
  }
}

/** Runs as a real browser's does, and can be put forward. */
export function movableClock(): { now: number; putForward(seconds: number): void } {
  let forward = 0
  return {
    get now() {
      return epochSeconds() + forward
    },
    putForward(seconds) {
      forward += seconds
    },
  }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'couchlink-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** argon2id hashes of `password-of-<name>` at the cheapest cost, for accounts in a test's settings. */
export async function accounts(...names: string[]): Promise<Settings> {
  const { hash } = await import('@node-rs/argon2')
  const entries = names.map(async (name) => [
    name,
    {
      name: name.charAt(0).toUpperCase() + name.slice(1),
      color: '#CCCDFD',
      password: await hash(passwordOf(name), { memoryCost: 8, timeCost: 1, parallelism: 1 }),
    },
  ])
  return Object.fromEntries(await Promise.all(entries))
}

export function passwordOf(name: string): string {
  return `password-of-${name}`
}
