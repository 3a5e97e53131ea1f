import process from 'node:process'

import { announcement } from './announce.ts'
import { loadConfig } from './config-sources.ts'
import { createLog } from './log.ts'
import { serve } from './serve.ts'

/**
 * The server as a process: configuration, parts, listening, and an end with grace. A second signal ends it at once.
 * Resolves as soon as it listens.
 *
 * @throws whatever keeps it from listening; `explain.ts` says it in a sentence
 */
export async function runServer(): Promise<void> {
  const config = loadConfig(process.env)
  const log = createLog(config.logLevel, process.stdout.isTTY)
  const serving = await serve(config, { log })
  process.stdout.write(await announcement(serving, config))

  let closing = false
  const close = (signal: NodeJS.Signals): void => {
    if (closing) process.exit(1)
    closing = true
    log.info({ signal }, 'Closing.')
    serving.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'Closing failed.')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', close).on('SIGINT', close)
}
