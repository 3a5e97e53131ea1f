import type { AuthorizeRequest } from '#contract/link'

import { sha256 } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { LinkRecord } from '../../store/store.ts'
import { atHome } from '../../trust/home.ts'
import { draftSession, type NewSession } from '../account/session.ts'
import { type SignedIn, signIn } from '../account/sign-in.ts'
import type { Caller, Parts } from '../parts.ts'
import { whereabouts } from '../whereabouts.ts'
import { linkState, refuseEnded } from './link-status.ts'
import { type TypedLink, typedLink } from './typed-code.ts'

/** What came of an approval; the session is set when one was opened with it. */
export interface Authorized {
  session: NewSession | null
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
  const account = fresh
    ? await signIn(parts, { username: username ?? '', password: password ?? '' }, caller)
    : (signedIn ?? refuse('sign_in_required'))
  if (isRefusal(account)) return account

  const found = await findLink(parts, request, account, caller)
  if (isRefusal(found)) return found
  const { link, handleHash, underAttack } = found
  const now = parts.now()
  const state = linkState(link, now)
  const live = state === 'pending' || state === 'opened'
  if (live && (underAttack || !(await isAtHome(parts, link, account, caller)))) {
    return refuse('not_at_home')
  }
  const session = fresh && request.remember ? draftSession(parts, account, caller) : null
  const outcome = await parts.store.approveLink({
    handleHash,
    accountId: account.accountId,
    bindingId: parts.randomId(),
    session: session?.draft ?? null,
    now,
  })
  switch (outcome.outcome) {
    case 'unknown':
      return refuse('link_unknown')
    case 'ended':
      return refuseEnded(outcome.state)
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
  return { session: outcome.outcome === 'bound' ? session : null }
}

/** "Not my TV": whoever holds the handle stands before that screen or was sent its picture, so nothing more is asked. */
export async function deny(parts: Parts, handle: string): Promise<Refusal | null> {
  const outcome = await parts.store.denyLink(sha256(handle), parts.now())
  switch (outcome.outcome) {
    case 'unknown':
      return refuse('link_unknown')
    case 'ended':
      return refuseEnded(outcome.state)
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
