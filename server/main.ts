import process from 'node:process'

import { explain } from './explain.ts'
import { runServer } from './process.ts'

/** What `npm start` runs; `couchlink serve` is the same beside other commands. */
runServer().catch((error: unknown) => {
  process.stderr.write(`\n${explain(error, 'npm start')}\n\n`)
  process.exit(1)
})
