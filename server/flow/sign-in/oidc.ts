import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { AccountRecord } from '../../store/store.ts'
import type { Caller, Parts } from '../parts.ts'
import { colorFor } from './color.ts'
import { personName } from './person-name.ts'
import type { Departure, ProvenIdentity } from './provider.ts'
import { type NewSession, openSession } from './session.ts'
import type { SignedIn } from './signed-in.ts'
import { cleanUsername } from './username.ts'

/**
 * Where the provider sends the browser back to, below `publicUrl`, or without one below the address by which this browser
 * knows us: there its cookie is. Operators register it at the provider.
 */
const CALLBACK = '/session/oidc/callback'

/**
 * Sends a person to the operator's OpenID provider. Nothing is written down: what has to be remembered, their browser
 * keeps.
 *
 * @param fresh the person has to prove once more who they are, also where the provider remembers them
 */
export async function departToProvider(
  parts: Parts,
  fresh: boolean,
  { issuer }: Caller,
): Promise<{ url: string; departure: Departure } | Refusal> {
  if (parts.provider === null) return refuse('not_found')
  const departed = await parts.provider.depart({ redirectUri: `${issuer}${CALLBACK}`, fresh })
  return departed === 'unavailable' ? refuse('provider_unavailable') : departed
}

/**
 * Somebody comes back from the provider: whoever it says they are is signed in, with an account that is made the first
 * time. An account is known by issuer and subject alone, so that a user name which somebody chose over there opens
 * nobody else's account here.
 *
 * @param query of the callback, without `?`
 * @param before whoever is signed in on this phone so far
 */
export async function arriveFromProvider(
  parts: Parts,
  query: string,
  departure: Departure,
  caller: Caller,
  before: SignedIn | null,
): Promise<NewSession | Refusal> {
  if (parts.provider === null) return refuse('not_found')
  const proven = await parts.provider.arrive(query, departure)
  if (proven === 'unavailable') return refuse('provider_unavailable')
  if (proven === 'refused') return refuse('provider_refused')
  const { issuer, subject } = proven
  const account = await parts.store.accountOfIdentity({
    issuer,
    subject,
    account: accountFor(proven, parts.randomId()),
  })
  if (account === 'username_taken') return refuse('username_taken')
  const proof = { provenAt: provenAtOf(proven, parts.now()) }
  const session = await openSession(parts, account, 'oidc', caller, before, proof)
  // A disabled account keeps none.
  return isRefusal(session) ? refuse('provider_refused') : session
}

/**
 * Not the moment of coming back: a provider that remembers the person asks for no proof, and neither may a found phone
 * be taken for one. Whoever's provider does not say when, is asked to prove it where that matters.
 */
function provenAtOf({ authenticatedAt }: ProvenIdentity, now: number): number {
  return Math.min(authenticatedAt ?? 0, now)
}

/** The account that is made when a person comes for the first time. */
function accountFor(
  { subject, username, name, color }: ProvenIdentity,
  accountId: string,
): AccountRecord {
  const ownName = cleanUsername(username ?? subject)
  return {
    accountId,
    username: ownName,
    name: personName(name ?? '') || ownName,
    color: color !== null && /^#[0-9A-Fa-f]{6}$/.test(color) ? color : colorFor(subject),
    passwordHash: null,
    demo: false,
    disabled: false,
  }
}
