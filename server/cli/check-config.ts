import process from 'node:process'

import { ConfigFault, loadConfig } from '../config-sources.ts'
import { done, EXIT, type Outcome } from './outcome.ts'

/** Whether the server would start with this configuration; else every fault with its path. */
export function checkConfig(): Outcome {
  try {
    loadConfig(process.env)
    return done({ valid: true, faults: [] }, 'The configuration is valid.')
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    const { message } = error
    return {
      exit: EXIT.config,
      problem: message,
      json: { valid: false, message, ...faults(message) },
    }
  }
}

/** A source that cannot be read at all has a message, but no faults with a path. */
function faults(message: string): { faults: { path: string; expected: string }[] } {
  const found = message.matchAll(/^ {2}(?<path>.+?): (?<expected>.+)$/gm)
  return {
    faults: [...found].map(({ groups }) => ({
      path: groups?.['path'] ?? '',
      expected: groups?.['expected'] ?? '',
    })),
  }
}
