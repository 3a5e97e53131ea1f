import { createReadStream } from 'node:fs'
import process from 'node:process'

import { PASSWORD_MAX_BYTES } from '../credentials/passwords.ts'
import { type Problem, problem } from './outcome.ts'
import { ask } from './terminal.ts'

/** Short ones are guessed first; the budgets of wrong sign-ins carry the rest. */
const MIN_CHARACTERS = 8
/** How much is read in search of a line's end: enough to tell that a password is too long. */
const READ_BYTES = 2048

export interface PasswordSource {
  passwordFile?: string
}

/**
 * A password that may be used: the first line of a file, else typed at the terminal without being shown, else the first
 * line of stdin. Never from the arguments, where everybody on the machine could read it.
 *
 * @param times how often a person must type it
 */
export async function readPassword(
  { passwordFile }: PasswordSource,
  times: 1 | 2,
): Promise<{ password: string } | Problem> {
  if (passwordFile !== undefined) {
    try {
      return judge(await firstLine(createReadStream(passwordFile)))
    } catch (error) {
      return problem('failed', `${passwordFile} cannot be read: ${(error as Error).message}`)
    }
  }
  if (!process.stdin.isTTY) return judge(await firstLine(process.stdin))
  const questions = ['Password (not shown): ', 'The same once more: ']
  const [password = '', again = password] = await ask(questions.slice(0, times), false)
  if (password !== again) {
    return problem('refused', 'The two passwords are not the same. Nothing was changed.')
  }
  return judge(password)
}

function judge(password: string | null): { password: string } | Problem {
  if (password === null) return problem('refused', 'The password is not valid UTF-8 text.')
  if ([...password].length < MIN_CHARACTERS) {
    return problem('refused', `A password needs at least ${MIN_CHARACTERS} characters.`)
  }
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) {
    return problem('refused', `A password has at most ${PASSWORD_MAX_BYTES} bytes.`)
  }
  return { password }
}

/** Reads no further than it must, so that a pipe that stays open holds nobody up. `null` when it is not UTF-8. */
async function firstLine(source: AsyncIterable<Buffer>): Promise<string | null> {
  let read = Buffer.alloc(0)
  for await (const chunk of source) {
    read = Buffer.concat([read, chunk])
    if (read.includes('\n') || read.length > READ_BYTES) break
  }
  const end = read.indexOf('\n')
  try {
    const line = new TextDecoder('utf-8', { fatal: true }).decode(
      end === -1 ? read : read.subarray(0, end),
    )
    return line.replace(/\r$/, '')
  } catch {
    return null
  }
}
