import type { Config } from '../config.ts'
import { Passwords } from '../credentials/passwords.ts'

/** The argon2id hash of one password, at the cost that is configured. */
export async function makeHash(config: Config, password: string): Promise<string> {
  const passwords = new Passwords(config.passwords)
  try {
    const hash = await passwords.hash(password)
    if (hash === 'busy') throw new Error('One password found no thread to be hashed in.')
    return hash
  } finally {
    await passwords.close()
  }
}
