import { randomBytes } from 'node:crypto'

import { colorFor } from '../flow/sign-in/color.ts'
import { usernameKey } from '../flow/sign-in/username.ts'
import { makeHash } from './make-hash.ts'
import { done, type Outcome, problem } from './outcome.ts'
import { type PasswordSource, readPassword } from './read-password.ts'
import { withStore } from './with-store.ts'

export interface NewAccount extends PasswordSource {
  name?: string
  color?: string
}

/** Makes an account in the database; the person can sign in at once. */
export function addAccount(asTyped: string, wishes: NewAccount): Promise<Outcome> {
  const username = usernameKey(asTyped)
  const { name = capitalized(asTyped), color = colorFor(username) } = wishes
  return withStore(async (store, config) => {
    // Asked first, so that nobody types a password in vain; the write below decides, and ends the demo account.
    const found = await store.accountByUsername(username)
    if (found !== null && !found.demo) return taken(username)
    const given = await readPassword(wishes, 2)
    if ('exit' in given) return given
    const account = { accountId: randomBytes(16).toString('base64url'), username, name, color }
    const added = await store.addAccount({
      ...account,
      passwordHash: await makeHash(config, given.password),
      demo: false,
      disabled: false,
    })
    if (!added) return taken(username)
    return done(account, `The account ${username} is made; ${name} can sign in now.`)
  })
}

function taken(username: string): Outcome {
  return problem('refused', `The user name ${username} is taken.`)
}

function capitalized(text: string): string {
  const [first = '', ...rest] = text.trim()
  return first.toUpperCase() + rest.join('')
}
