import { createHash, randomBytes } from 'node:crypto'

import { usernameKey } from '../flow/account/username.ts'
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

/** The TV greets each account on its colour, so two people of one home should rarely share one. */
function colorFor(username: string): string {
  const [first = 0] = createHash('sha256').update(username).digest()
  return COLORS[first % COLORS.length] ?? '#CCCDFD'
}

const COLORS = [
  '#CCCDFD',
  '#F2A65A',
  '#7FC8A9',
  '#F28482',
  '#84A9F2',
  '#E3C567',
  '#C39BD3',
  '#76C7D9',
]
