import { usernameKey } from '../flow/sign-in/username.ts'
import { makeHash } from './make-hash.ts'
import { noSuchAccount } from './no-such.ts'
import { done, type Outcome } from './outcome.ts'
import { type PasswordSource, readPassword } from './read-password.ts'
import { withStore } from './with-store.ts'

/** A new password, which ends every account session; the TVs stay bound. */
export function changePassword(asTyped: string, source: PasswordSource): Promise<Outcome> {
  const username = usernameKey(asTyped)
  return withStore(async (store, config) => {
    if ((await store.accountByUsername(username)) === null) return noSuchAccount(username)
    const given = await readPassword(source, 2)
    if ('exit' in given) return given
    const hash = await makeHash(config, given.password)
    if (!(await store.changePassword(username, hash))) return noSuchAccount(username)
    return done(
      { username },
      `${username} has a new password. Phones that were signed in must sign in again; TVs stay.`,
    )
  })
}
