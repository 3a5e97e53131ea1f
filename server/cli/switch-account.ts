import { usernameKey } from '../flow/sign-in/username.ts'
import { noSuchAccount } from './no-such.ts'
import { done, type Outcome } from './outcome.ts'
import { withStore } from './with-store.ts'

/** Disables an account, or enables it again. Twice does no harm. */
export function switchAccount(asTyped: string, disabled: boolean): Promise<Outcome> {
  const username = usernameKey(asTyped)
  return withStore(async (store) => {
    if (!(await store.setDisabled(username, disabled))) return noSuchAccount(username)
    return done({ username, disabled }, disabled ? DISABLED(username) : ENABLED(username))
  })
}

const DISABLED = (username: string) =>
  `${username} is disabled: nobody signs in to it, its phones are signed out and its TVs refused at once.
A TV shows that when it next asks the server, within 8 minutes.`

const ENABLED = (username: string) =>
  `${username} is enabled: its TVs are its own again, phones must sign in.`
