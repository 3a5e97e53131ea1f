import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

import type { Question, Report } from './reporting.ts'

/** A process the bench has started: what it serves, and what it costs. */
export interface Child {
  port: number
  /** User and system time since its start, in microseconds. */
  cpuMicros(): Promise<number>
  /** Resident set after a collection. */
  memoryBytes(): Promise<number>
  /** Ends it; by force if it does not go by itself. */
  close(): Promise<void>
}

/** A server with a data folder of its own that goes with it. */
export interface ServerChild extends Child {
  dataDir: string
}

const START_MS = 20_000
const ANSWER_MS = 10_000
const END_MS = 8000

const running = new Set<ChildProcess>()
const folders = new Set<string>()
let endedCpuMicros = 0

// However the bench ends, nothing of it stays behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** User and system time of all children that were closed, in microseconds. */
export function cpuMicrosOfEnded(): number {
  return endedCpuMicros
}

/** Couchlink itself. */
export function startServer(): Promise<ServerChild> {
  return startServerOf('server-child.ts')
}

/** What others run for the same purpose. */
export function startPeer(): Promise<ServerChild> {
  return startServerOf('peer/server.ts')
}

async function startServerOf(file: string): Promise<ServerChild> {
  const dataDir = mkdtempSync(join(tmpdir(), 'couchlink-bench-'))
  folders.add(dataDir)
  const child = await startChild(file, dataDir)
  return {
    ...child,
    dataDir,
    async close() {
      await child.close()
      rmSync(dataDir, { recursive: true, force: true })
      folders.delete(dataDir)
    },
  }
}

/** Starts a file of this folder and waits until it listens. */
export async function startChild(file: string, ...args: string[]): Promise<Child> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const flags = ['--import', 'tsx', '--conditions=source', '--expose-gc']
  // The log goes where a service's log would, minus the disk.
  const child = spawn(process.execPath, [...flags, path, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  running.add(child)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => {
      running.delete(child)
      resolve(signal ?? `code ${code}`)
    })
  })

  const answers = new Map<number, (value: number) => void>()
  let asked = 0
  const listening = new Promise<number>((resolve) => {
    child.on('message', (report: Report) => {
      if ('port' in report) return resolve(report.port)
      answers.get(report.id)?.(report.value)
      answers.delete(report.id)
    })
  })
  const ask = (question: Question): Promise<number> => {
    const id = asked++
    const answered = new Promise<number>((resolve) => answers.set(id, resolve))
    child.send({ id, ask: question })
    return orEnded(answered, ANSWER_MS)
  }
  const orEnded = (promise: Promise<number>, ms: number): Promise<number> => {
    const early = ended.then((how) => Promise.reject(new Error(`${file} has ended: ${how}`)))
    return inTime(Promise.race([promise, early]), ms, `${file} does not answer`)
  }
  return {
    port: await orEnded(listening, START_MS),
    cpuMicros: () => ask('cpu'),
    memoryBytes: () => ask('memory'),
    async close() {
      endedCpuMicros += await ask('cpu')
      child.disconnect()
      await inTime(ended, END_MS, '').catch(() => child.kill('SIGKILL'))
    },
  }
}

/** Rejects with `message` when `promise` takes longer. */
export async function inTime<T>(promise: Promise<T>, ms: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
