import type { AuthorizeRequest } from '#contract/authorize'

import { sha256 } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { reauthenticate } from '../sign-in/reauthenticate.ts'
import type { NewSession } from '../sign-in/session.ts'
import { giveWay, isFresh, type SignedIn } from '../sign-in/signed-in.ts'
import { type Approval, approvalBy } from './approval.ts'
import { holdLink } from './claim.ts'
import { type Doubt, doubtOf } from './doubt.ts'
import { refuseEnded } from './link-status.ts'
import { type Match, startMatch } from './match.ts'
import { isRightPayload } from './payload.ts'
import { riskOf } from './risk.ts'
import { termsRefusal } from './terms.ts'
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
 * @param signedIn whom the account session proves, `null` without one; credentials and a signed approval win over it
 */
export async function approve(
  parts: Parts,
  request: AuthorizeRequest,
  signedIn: SignedIn | null,
  caller: Caller,
): Promise<Authorized | Refusal> {
  const approval = await approvalBy(parts, request, signedIn, caller)
  if (isRefusal(approval)) return approval
  const { account } = approval
  await giveWay(parts, signedIn, account)
  const found = await findLink(parts, request, account, caller)
  if (isRefusal(found)) return found
  const doubt = await doubtOf(parts, found, account, caller)
  const refusal = await mayApprove(parts, approval, found, doubt, caller)
  if (refusal !== null) return refusal
  if (doubt === 'match') {
    const matched = await askForMatch(parts, approval, found.handleHash)
    // Answered on the screen in the same moment: the approval below writes nothing, and tells what came of it.
    if (matched !== 'ended') return matched
  }
  return bind(parts, approval, found.handleHash)
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

/** What stands in the way of this approval before anything is written. An ended link request is not doubted, only reported. */
async function mayApprove(
  parts: Parts,
  { request, account }: Approval,
  { link }: TypedLink,
  doubt: Doubt,
  caller: Caller,
): Promise<Refusal | null> {
  if (doubt === 'unknown') return refuse('link_unknown')
  if (doubt === 'refuse') return refuse('not_at_home')
  if (doubt === 'ended') return null
  if (!isRightPayload(request, link)) return refuse('payload_refused')
  const terms = await termsRefusal(parts, link, account, caller)
  if (terms !== null && terms.refused !== 'reauthenticate') return terms
  const { risk } = await riskOf(parts, link, account, caller)
  if (risk.verdict === 'deny') return refuse('risk_denied', { members: { risk } })
  const isDue = terms === null && doubt === 'match' && !isFresh(parts, account)
  const proof = isDue ? await reauthenticate(parts, account, caller) : terms
  const isWarned = risk.verdict === 'warn' && !request.acknowledged
  const refusal = isWarned ? refuse('risk_warned', { members: { risk } }) : proof
  if (refusal === null) return null
  // The person is at it: until they have proven more, nobody else may come between.
  return (await holdLink(parts, link, account)) === 'taken' ? refuse('link_taken') : refusal
}

/** Nothing is bound yet, but the person is signed in by now; the phone asks again without the password. */
async function askForMatch(
  parts: Parts,
  { account, session, phoneKeyId, payload, until }: Approval,
  handleHash: string,
): Promise<Authorized | Refusal | 'ended'> {
  const asked = { handleHash, account, until, phoneKeyId, payload }
  const match = await startMatch(parts, { ...asked, session: session?.draft ?? null })
  if (match === 'ended' || isRefusal(match)) return match
  const kept = session !== null && (await parts.store.openSession(session.draft))
  return { session: kept ? session : null, match }
}

async function bind(
  parts: Parts,
  { account, session, phoneKeyId, payload, until }: Approval,
  handleHash: string,
): Promise<Authorized | Refusal> {
  const outcome = await parts.store.approveLink({
    handleHash,
    accountId: account.accountId,
    bindingId: parts.randomId(),
    until,
    sessionId: account.session?.sessionId ?? null,
    session: session?.draft ?? null,
    payload,
    phoneKeyId,
    now: parts.now(),
  })
  switch (outcome.outcome) {
    case 'unknown':
      return refuse('link_unknown')
    case 'no_account':
      return refuse(phoneKeyId === null ? 'sign_in_required' : 'approval_refused')
    case 'taken':
      return refuse('link_taken')
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
