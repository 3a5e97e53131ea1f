import process from 'node:process'

import { usernameKey } from '../flow/sign-in/username.ts'
import { noSuchAccount } from './no-such.ts'
import { done, type Outcome, problem } from './outcome.ts'
import { ask } from './terminal.ts'
import { withStore } from './with-store.ts'

/** Deletes an account with all it has, after a person has said yes to it. */
export function deleteAccount(asTyped: string, { yes = false }: { yes?: boolean }) {
  const username = usernameKey(asTyped)
  if (!yes && !process.stdin.isTTY) {
    return problem('usage', 'Nobody can be asked here; to delete without a question, add --yes.')
  }
  return withStore(async (store): Promise<Outcome> => {
    if ((await store.accountByUsername(username)) === null) return noSuchAccount(username)
    if (!yes && !(await confirmed(username))) {
      return problem('refused', 'Nothing was deleted.')
    }
    if (!(await store.deleteAccount(username))) return noSuchAccount(username)
    const rest = await store.accounts({ after: '', limit: 1 })
    return done(
      { username, deleted: true },
      `${username} is deleted with all it had: its TVs belong to nobody, its phones are signed out.`,
      rest.length === 0 ? LAST : undefined,
    )
  })
}

async function confirmed(username: string): Promise<boolean> {
  process.stderr.write(`${username} is deleted for good, its TVs unbound, its phones signed out.\n`)
  const [answer = ''] = await ask(['Type yes to do it: '], true)
  return answer.trim().toLowerCase() === 'yes'
}

const LAST =
  'That was the last account. While there is none, the demo account comes back when the server starts, ' +
  'for the network it stands in.'
