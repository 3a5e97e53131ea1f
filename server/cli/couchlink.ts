#!/usr/bin/env node
import process from 'node:process'

import { couchlinkProgram } from './program.ts'

// Whoever reads only the first lines of a list is no fault, and a server goes on when nobody reads it any more.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

await couchlinkProgram((code) => process.exit(code)).parseAsync()
