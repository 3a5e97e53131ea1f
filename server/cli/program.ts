import { Command } from 'commander'

import { accounts } from './accounts.ts'
import { clients } from './clients.ts'
import { config } from './config.ts'
import { devices } from './devices.ts'
import { keys } from './keys.ts'
import { EXIT, EXIT_HELP } from './outcome.ts'
import { pack } from './pack.ts'
import { probe } from './probe.ts'
import { serve } from './serve.ts'

const FIRST_STEPS = `
The commands work on the server's own database (DATA_DIR, by default data/ in the working directory), while
it runs or while it does not. All but serve take --json, for scripts.

First steps:
  couchlink serve                          start the server
  couchlink accounts add dora              make an account; asks for a password
  couchlink devices list --account dora    see her televisions`

/**
 * `couchlink`: what an operator does beside the running server or without it, and the server itself.
 *
 * @param exit ends the process once help was shown or the call was wrong; must not return
 */
export function couchlinkProgram(exit: (code: number) => never): Command {
  const couchlink = new Command('couchlink')
    .description('Sign a television in with a phone.')
    .addHelpText('after', FIRST_STEPS)
    .addHelpText('afterAll', EXIT_HELP)
    .showHelpAfterError('Add --help to see how it is called.')
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .exitOverride((stop) => exit(stop.exitCode === 0 ? EXIT.done : EXIT.usage))
  for (const group of [serve, accounts, devices, keys, clients, config, pack, probe])
    group(couchlink)
  return couchlink
}

/**
 * Whoever calls `--password=secret` is told that there is no such option, without saying the secret again; nor is one in
 * an address said again.
 */
function withoutValues(text: string): string {
  return text.replace(/(option '--?[^=']*)=.*'/s, "$1'").replace(/\/\/[^/\s]*@/, '//')
}
