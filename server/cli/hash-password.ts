import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

import { loadConfig } from '../config-sources.ts'
import { Passwords } from '../credentials/passwords.ts'

/** Reads a password, never from the arguments where everybody could see it, and prints its hash. */
export async function hashPassword(): Promise<void> {
  const password = await readPassword()
  if (password.length < 8) {
    process.stderr.write('A password needs at least 8 characters.\n')
    process.exitCode = 1
    return
  }
  const passwords = new Passwords(loadConfig(process.env).passwords)
  process.stdout.write(`${await passwords.hash(password)}\n`)
  await passwords.close()
}

async function readPassword(): Promise<string> {
  const { stdin, stderr } = process
  if (stdin.isTTY) stderr.write('Password (not shown): ')
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY })
  const first = await lines[Symbol.asyncIterator]().next()
  lines.close()
  if (stdin.isTTY) stderr.write('\n')
  return first.done ? '' : first.value
}
