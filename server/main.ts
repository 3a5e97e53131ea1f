import process from 'node:process'

import { announcement } from './announce.ts'
import { ConfigFault, loadConfig } from './config-sources.ts'
import { createLog } from './log.ts'
import { serve } from './serve.ts'

/** The process: configuration, parts, listening, and an end with grace. A second signal ends it at once. */
async function main(): Promise<void> {
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

/** What an operator can mend is said in a sentence; anything else is a fault of ours and keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof ConfigFault) return error.message
  if (!(error instanceof Error)) return String(error)
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program. Choose another one: PORT=${Number(port) + 1} npm start`
  }
  if (code === 'EACCES' && port !== undefined) {
    return `This user may not listen on port ${port}. Choose one above 1023: PORT=8080 npm start`
  }
  return error.stack ?? error.message
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${explain(error)}\n\n`)
  process.exit(1)
})
