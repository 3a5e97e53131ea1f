import type { AuthorizeRequest } from '#contract/link'

import { sha256 } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { LinkRecord } from '../../store/store.ts'
import { atHome } from '../../trust/home.ts'
import { draftSession, type NewSession } from '../account/session.ts'
import { type SignedIn, signIn } from '../account/sign-in.ts'
import { termsOf } from '../client/authenticate.ts'
import type { Caller, Parts } from '../parts.ts'
import { whereabouts } from '../whereabouts.ts'
import { isLive, linkState, refuseEnded } from './link-status.ts'
import { type Match, startMatch } from './match.ts'
import { type TypedLink, typedLink } from './typed-code.ts'

/** What came of an approval; the session is set when one was opened with it. */
export interface Authorized {
  session: NewSession | null
  /** Nothing is decided yet: the phone shows this number and asks again. */
  match: Match | null
}

/**
 * The person said yes. Sign-in, doubt and the one conditional write, in this order: nothing about the link request is
 * told to somebody who has not proven an account.
 *
 * @param signedIn whom the account session proves, `null` without one; credentials win over it
 */
export async function approve(
  parts: Parts,
  request: AuthorizeRequest,
  signedIn: SignedIn | null,
  caller: Caller,
): Promise<Authorized | Refusal> {
  const { username, password } = request
  const fresh = username !== undefined || password !== undefined
  const proven = fresh
    ? await signIn(parts, { username: username ?? '', password: password ?? '' }, caller)
    : null
  if (proven !== null && isRefusal(proven)) return proven
  const account = proven ?? signedIn
  if (account === null) return refuse('sign_in_required')

  const found = await findLink(parts, request, account, caller)
  if (isRefusal(found)) return found
  const { handleHash } = found
  const session = proven !== null && request.remember ? draftSession(parts, proven, caller) : null
  const doubt = await doubtOf(parts, found, account, caller)
  if (doubt === 'unknown') return refuse('link_unknown')
  if (doubt === 'refuse') return refuse('not_at_home')
  if (doubt === 'match') {
    const match = await startMatch(parts, handleHash, account)
    // Answered on the screen in the same moment: the approval below writes nothing, and tells what came of it.
    if (match !== 'ended') {
      if (isRefusal(match)) return match
      // The person is signed in by now, whatever becomes of the match; the phone asks again without the password.
      const kept = session !== null && (await parts.store.openSession(session.draft))
      return { session: kept ? session : null, match }
    }
  }

  const outcome = await parts.store.approveLink({
    handleHash,
    accountId: account.accountId,
    bindingId: parts.randomId(),
    session: session?.draft ?? null,
    now: parts.now(),
  })
  switch (outcome.outcome) {
    case 'unknown':
      return refuse('link_unknown')
    case 'no_account':
      return refuse('sign_in_required')
    case 'ended':
      return refuseEnded(outcome.state, outcome.reason)
    case 'bound':
      parts.log.info(
        { deviceId: outcome.deviceId, account: account.username },
        'A device was connected.',
      )
      break
    case 'repeated':
      break
  }
  await parts.notifier.notify(outcome.deviceId, 'DeviceAuthorized', { authorized: true })
  return { session: outcome.outcome === 'bound' ? session : null, match: null }
}

/** "Not my TV": whoever holds the handle stands before that screen or was sent its picture, so nothing more is asked. */
export async function deny(parts: Parts, handle: string): Promise<Refusal | null> {
  const outcome = await parts.store.denyLink(sha256(handle), parts.now())
  switch (outcome.outcome) {
    case 'unknown':
      return refuse('link_unknown')
    case 'ended':
      return refuseEnded(outcome.state, null)
    case 'repeated':
      return null
    case 'denied':
      parts.log.info({ deviceId: outcome.deviceId }, 'A phone said that this is not its TV.')
      await parts.notifier.notify(outcome.deviceId, 'LinkDenied')
      return null
  }
}

async function findLink(
  parts: Parts,
  request: AuthorizeRequest,
  account: SignedIn,
  caller: Caller,
): Promise<TypedLink | Refusal> {
  if ('user_code' in request) {
    return typedLink(parts, request.user_code, account.accountId, caller)
  }
  const handleHash = sha256(request.handle)
  const link = await parts.store.linkByHandle(handleHash)
  return link === null ? refuse('link_unknown') : { link, handleHash, underAttack: false }
}

/** What an approval from here must do before it counts. An ended link request is not doubted, only reported. */
async function doubtOf(
  parts: Parts,
  { link, underAttack }: TypedLink,
  account: SignedIn,
  caller: Caller,
): Promise<'none' | 'match' | 'refuse' | 'unknown'> {
  if (!isLive(linkState(link, parts.now()))) return 'none'
  const terms = termsOf(parts, link)
  if (terms === null) return 'unknown'
  if (terms.hostLanOnly && caller.network.kind !== 'host_lan') return 'refuse'
  if (!underAttack && (await isAtHome(parts, link, account, caller))) return 'none'
  return terms.otherNetwork
}

async function isAtHome(
  parts: Parts,
  link: LinkRecord,
  account: SignedIn,
  caller: Caller,
): Promise<boolean> {
  const phone = await whereabouts(parts, caller.network)
  const hasTvThere =
    link.network !== null &&
    link.network !== phone.key &&
    (await parts.store.accountHasDeviceIn(account.accountId, link.network))
  return atHome(link.network, phone, hasTvThere)
}
