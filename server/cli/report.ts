import process from 'node:process'

import { ConfigFault } from '../config-sources.ts'
import { explain } from '../explain.ts'
import { StoreBusy } from '../store/store.ts'
import { type Outcome, type Problem, problem } from './outcome.ts'

/** The option that every command has that prints something. */
export interface Asked {
  json?: boolean
}

export const JSON_OPTION = ['--json', 'print one JSON value instead of text'] as const

/** Runs a command and tells what it came to: the answer on stdout, all else on stderr, and the exit code. */
export async function report(
  { json = false }: Asked,
  command: () => Outcome | Promise<Outcome>,
): Promise<void> {
  const outcome = await settle(command)
  process.exitCode = outcome.exit
  if ('text' in outcome) {
    process.stdout.write(`${json ? JSON.stringify(outcome.json) : outcome.text}\n`)
    if (outcome.note !== undefined) process.stderr.write(`${outcome.note}\n`)
    return
  }
  if (json && outcome.json !== undefined) {
    process.stdout.write(`${JSON.stringify(outcome.json)}\n`)
  } else {
    process.stderr.write(`${outcome.problem}\n`)
  }
}

async function settle(command: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await command()
  } catch (error) {
    return problemOf(error)
  }
}

/** What was thrown, as a person should read it: a fault of ours keeps its stack. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ConfigFault) return problem('config', error.message)
  if (error instanceof StoreBusy) {
    return problem('failed', `${error.message} Nothing was changed; try again in a moment.`)
  }
  return problem('failed', explain(error, 'couchlink serve'))
}
