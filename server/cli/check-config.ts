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
    const { message, faults } = error
    return { exit: EXIT.config, problem: message, json: { valid: false, message, faults } }
  }
}
