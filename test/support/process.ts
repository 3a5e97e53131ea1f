import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { onTestFinished } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname

/** The server as a process of its own, started as `npm start` starts it, from source. */
export interface ServerProcess {
  url: string
  child: ChildProcess
  /** What it has printed so far. */
  printed: () => string
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** The exit code, once it has ended. */
  ended: Promise<number | null>
}

/** Starts it and waits until it says that it is on, or has ended. */
export async function startProcess(env: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=source', 'server/main.ts'],
    {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let printed = ''
  // With `exit` its last words may still be on their way.
  const ended = once(child, 'close').then(([code]) => code as number | null)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const on = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        if (printed.includes('Couchlink is on')) resolve()
      })
    }
  })
  await Promise.race([on, ended])
  return {
    url: `http://127.0.0.1:${env['PORT']}`,
    child,
    printed: () => printed,
    ended,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Below what systems hand out for port 0 and to those who call, so that no test beside this one is given it by chance. */
const PORTS = [20_000, 32_000] as const

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...PORTS)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
