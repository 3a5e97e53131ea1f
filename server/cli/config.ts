import type { Command } from 'commander'

import { checkConfig } from './check-config.ts'
import { printConfig } from './print-config.ts'
import { type Asked, JSON_OPTION, report } from './report.ts'

/** `couchlink config`: what the server makes of config.json and the environment. */
export function config(program: Command): void {
  const group = program.command('config').description('config.json and the environment')

  group
    .command('check')
    .description('say whether the server would start with it, or everything that does not fit')
    .option(...JSON_OPTION)
    .action((asked: Asked) => report(asked, checkConfig))

  group
    .command('print')
    .description('print every setting as the server uses it, as JSON; secrets are hidden')
    .option('--json', 'print it on one line')
    .action((asked: Asked) => report(asked, printConfig))
}
