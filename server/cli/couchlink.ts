#!/usr/bin/env node
import process from 'node:process'
import { Command } from 'commander'

import { ConfigFault } from '../config-sources.ts'
import { hashPassword } from './hash-password.ts'
import { provisionDevice } from './provision-device.ts'

/** `couchlink`: what an operator does beside the running server. Exit codes: 0 done, 1 failed, 2 wrongly called. */
const couchlink = new Command('couchlink')
  .description('Sign a television in with a phone.')
  .exitOverride((stop) => process.exit(stop.exitCode === 0 ? 0 : 2))

couchlink
  .command('accounts')
  .description('people who can sign in')
  .command('hash')
  .description(
    'make the argon2id hash of a password for config.json; asks for it, or reads one line',
  )
  .action(hashPassword)

couchlink
  .command('devices')
  .description('televisions')
  .command('provision')
  .description(
    'make a device key in advance, for a TV that shall belong to an account from its first start',
  )
  .argument('[account]', 'the user name to list it under')
  .option('--json', 'print one JSON object')
  .action(provisionDevice)

couchlink.parseAsync().catch((error: unknown) => {
  const text =
    error instanceof ConfigFault ? error.message : String((error as Error).stack ?? error)
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
})
