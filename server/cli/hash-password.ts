import process from 'node:process'

import { loadConfig } from '../config-sources.ts'
import { makeHash } from './make-hash.ts'
import { done, type Outcome } from './outcome.ts'
import { type PasswordSource, readPassword } from './read-password.ts'

/** Prints what stands for a password in config.json. */
export async function hashPassword(source: PasswordSource): Promise<Outcome> {
  const config = loadConfig(process.env)
  const given = await readPassword(source, 1)
  if ('exit' in given) return given
  const hash = await makeHash(config, given.password)
  return done({ hash }, hash)
}
