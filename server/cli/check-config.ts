import process from 'node:process'

import { ConfigFault, loadConfig } from '../config-sources.ts'
import { OperatorFault } from '../errors.ts'
import { readOwnTls } from '../own-tls.ts'
import { done, EXIT, type Outcome } from './outcome.ts'

/** Whether the server would start with this configuration; else every fault with its path. */
export function checkConfig(): Outcome {
  try {
    const { tls } = loadConfig(process.env)
    if (tls !== null) readOwnTls(tls)
    return done({ valid: true, faults: [] }, 'The configuration is valid.')
  } catch (error) {
    if (!(error instanceof OperatorFault)) throw error
    const { message } = error
    const faults = error instanceof ConfigFault ? error.faults : []
    return { exit: EXIT.config, problem: message, json: { valid: false, message, faults } }
  }
}
