import type { Command } from 'commander'

import { makeClientSecret } from './client-secret.ts'
import { type Asked, JSON_OPTION, report } from './report.ts'

/** `couchlink clients`: the apps listed under `clients` in config.json. */
export function clients(program: Command): void {
  program
    .command('clients')
    .description('apps that use the OAuth device grant (RFC 8628)')
    .command('secret')
    .description('make a secret for an app, and the hash of it for "clients" in config.json')
    .option(...JSON_OPTION)
    .action((asked: Asked) => report(asked, makeClientSecret))
}
