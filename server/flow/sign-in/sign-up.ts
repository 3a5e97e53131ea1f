import type { SignUpRequest } from '#contract/account'

import { sha256 } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { AccountRecord } from '../../store/store.ts'
import { codeWait } from '../../trust/budgets.ts'
import type { Caller, Parts } from '../parts.ts'
import { tryWithin } from '../tries.ts'
import { colorFor } from './color.ts'
import { weakness } from './password-rules.ts'
import { personName } from './person-name.ts'
import { type NewSession, openSession } from './session.ts'
import type { SignedIn } from './signed-in.ts'
import { isUsername, usernameKey } from './username.ts'

const WINDOW_SECONDS = 3600

/** A person finds a free user name within a few tries; whoever needs more is finding out who has an account. */
const TAKEN_PER_ACCOUNT = 4

const NONE = { count: 0, lastAt: 0 }

/**
 * Makes a person's own account where the operator allows it, and signs them in. That a user name is taken cannot be
 * kept from whoever wants it, so how often one network may hear it is counted like how many accounts it may make.
 *
 * @param before whoever is signed in on this phone so far
 */
export async function signUp(
  parts: Parts,
  wished: SignUpRequest,
  caller: Caller,
  before: SignedIn | null,
): Promise<{ account: AccountRecord; session: NewSession } | Refusal> {
  const { identity, passwords, budgets } = parts.config
  // Config allows it only beside local accounts.
  if (!identity.signUp) return refuse('not_found')
  const username = usernameKey(wished.username)
  const name = personName(wished.name)
  if (!isUsername(username)) return invalid('username')
  if (name === '') return invalid('name')
  const weak = weakness(wished.password, { username, name }, passwords.minLength)
  if (weak !== null) return refuse('weak_password', { detail: weak })

  const network = sha256(caller.network.key ?? caller.network.address)
  const [made, taken] = [`sign-up:${network}`, `sign-up-taken:${network}`]
  return tryWithin(
    parts,
    [made, taken],
    ([madeHere = NONE, takenHere = NONE], now) => {
      const allowed = budgets.signUpsPerHour
      const tallies = [
        { misses: madeHere, allowed },
        { misses: takenHere, allowed: allowed * TAKEN_PER_ACCOUNT },
      ]
      return codeWait(tallies, WINDOW_SECONDS, now)
    },
    async () => {
      const account = await makeAccount(parts, { ...wished, username, name })
      if (!isRefusal(account)) await parts.store.countMiss(made, WINDOW_SECONDS, parts.now())
      else if (account.refused === 'username_taken') {
        await parts.store.countMiss(taken, WINDOW_SECONDS, parts.now())
      }
      if (isRefusal(account)) return account
      const session = await openSession(parts, account, 'password', caller, before)
      return isRefusal(session) ? session : { account, session }
    },
  )
}

async function makeAccount(
  parts: Parts,
  { username, name, password }: SignUpRequest,
): Promise<AccountRecord | Refusal> {
  // Asked first, so that no hash is made in vain; the write below decides.
  const found = await parts.store.accountByUsername(username)
  if (found !== null && !found.demo) return refuse('username_taken')
  const passwordHash = await parts.passwords.hash(password)
  if (passwordHash === 'busy') return refuse('busy', { retryAfterSeconds: 1 })
  const account: AccountRecord = {
    accountId: parts.randomId(),
    username,
    name,
    color: colorFor(username),
    passwordHash,
    demo: false,
    disabled: false,
  }
  return (await parts.store.addAccount(account)) ? account : refuse('username_taken')
}

function invalid(member: 'username' | 'name'): Refusal {
  return refuse('bad_request', { detail: `"${member}" is missing or not valid.` })
}
