import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'

import { couchlinkProgram } from '../../../server/cli/program.ts'
import { temporaryFolder } from '../../support/server.ts'

const ROOT = new URL('../../..', import.meta.url).pathname
const COUCHLINK = ['--import', 'tsx', '--conditions=source', 'server/cli/couchlink.ts']
const TERMINAL = new URL('terminal.py', import.meta.url).pathname

/** What a command left behind: its exit code, and what it wrote where. */
export interface Run {
  code: number
  out: string
  err: string
}

export interface Call {
  env?: Record<string, string>
  /** What stands on stdin. */
  input?: string | Uint8Array
  /** Leaves stdin open behind `input`, as a pipe from a program that goes on. */
  open?: boolean
}

/** Runs `couchlink` as its user does, on a data folder of its own unless `env` names one. */
export async function couchlink(args: string[], call: Call = {}): Promise<Run> {
  const { env = {}, input = '', open = false } = call
  const child = startCouchlink(args, env)
  child.stdin.on('error', () => {})
  child.stdin.write(input)
  if (!open) child.stdin.end()
  return run(child)
}

/** Starts it and leaves the rest to the test, which also ends it. */
export function startCouchlink(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [...COUCHLINK, ...args], {
    ...options(env),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/**
 * Runs it within this process, which takes a tenth of the time: for what leads up to a test and shows what came of it,
 * and for the many cases of one promise that a child process has shown once.
 */
export async function couchlinkHere(
  args: string[],
  env: Record<string, string> = {},
): Promise<Run> {
  const written = { out: '', err: '' }
  const spies = (
    [
      ['stdout', 'out'],
      ['stderr', 'err'],
    ] as const
  ).map(([stream, to]) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[to] += String(text)
      return true
    }),
  )
  for (const [name, value] of Object.entries(settingsOf(env))) vi.stubEnv(name, value)
  let ended: number | undefined
  try {
    const program = couchlinkProgram((code) => {
      ended = code
      throw new Error('The process would have ended here.')
    })
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (ended === undefined) throw error
  } finally {
    for (const spy of spies) spy.mockRestore()
    vi.unstubAllEnvs()
  }
  const code = ended ?? Number(process.exitCode)
  process.exitCode = undefined
  return { code, ...written }
}

/** What it printed as JSON, within this process; the command must have gone well. */
export async function couchlinkJson<T>(
  args: string[],
  { env, input }: { env?: Record<string, string>; input?: string } = {},
): Promise<T> {
  const password = input === undefined ? [] : ['--password-file', fileOf(input)]
  const { code, out, err } = await couchlinkHere([...args, ...password, '--json'], env)
  if (code !== 0 || err !== '') throw new Error(`${args.join(' ')} ended with ${code}: ${err}`)
  return JSON.parse(out) as T
}

/** A file that holds this, for as long as the test runs. */
export function fileOf(content: string | Uint8Array): string {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, content)
  return file
}

/** A run at a terminal: all that stood on the screen, and the arguments and environment anybody could have read. */
export interface Shown {
  /** Below zero for the signal that ended it. */
  code: number
  shown: string
  visible: string
}

/** Runs it on a pseudo-terminal: whenever the first text of a step appears, its second is typed. */
export async function atTerminal(
  args: string[],
  steps: [appears: string, typed: string][],
  env: Record<string, string> = {},
): Promise<Shown> {
  const command = [TERMINAL, process.execPath, ...COUCHLINK, ...args]
  const child = spawn('python3', command, options(env))
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stdin.end(JSON.stringify(steps))
  const { code, out, err } = await run(child)
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as Shown
}

function options(env: Record<string, string>) {
  return { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '', ...settingsOf(env) } }
}

function settingsOf(env: Record<string, string>): Record<string, string> {
  return {
    DATA_DIR: env['DATA_DIR'] ?? temporaryFolder(),
    // The cheapest argon2 there is: what is tested is who gets in, not how long it takes.
    COUCHLINK_PASSWORDS_MEMORY_KIB: '8',
    COUCHLINK_PASSWORDS_ITERATIONS: '1',
    ...env,
  }
}

function run(child: ChildProcess): Promise<Run> {
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text))
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }))
  })
}
