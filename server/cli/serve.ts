import process from 'node:process'
import type { Command } from 'commander'

import { problemOf } from './report.ts'

/** `couchlink serve`: the server, as `npm start` runs it. */
export function serve(program: Command): void {
  program
    .command('serve')
    .description('run the server until SIGTERM or Ctrl+C')
    .addHelpText(
      'after',
      `
Settings come from config.json in the working directory (another file: CONFIG=…) and from the environment,
such as PORT, PUBLIC_URL and DATA_DIR. "couchlink config print" shows what they come to.`,
    )
    .action(async () => {
      try {
        // Loaded here, since no other command needs Express or a broker, and each should answer at once.
        const { runServer } = await import('../process.ts')
        await runServer()
      } catch (error) {
        const { exit, problem } = problemOf(error)
        process.stderr.write(`\n${problem}\n\n`)
        // What was made before it failed may hold the process.
        process.exit(exit)
      }
    })
}
