import type { AuthorizeRequest } from '#contract/authorize'

import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../parts.ts'
import { phoneKeyAccount } from '../sign-in/phone-key-account.ts'
import { draftSession, type NewSession } from '../sign-in/session.ts'
import { signIn } from '../sign-in/sign-in.ts'
import { provenNow, type SignedIn } from '../sign-in/signed-in.ts'
import { bindingUntil } from './binding-until.ts'
import { payloadIn } from './payload.ts'

/** An approval of which all is known that can be known before the link request is looked at. */
export interface Approval {
  request: AuthorizeRequest
  account: SignedIn
  /** Begins with the approval, where the person signed in with it and wants to be remembered. */
  session: NewSession | null
  /** The phone's key that signed it; `null` where something else proves the account. */
  phoneKeyId: string | null
  /** For the TV alone. */
  payload: string | null
  /** When the binding ends by itself. */
  until: number | null
}

/** Who approves, by the first of these that the call brings: a phone's key, a password, the session or token. */
export async function approvalBy(
  parts: Parts,
  request: AuthorizeRequest,
  signedIn: SignedIn | null,
  caller: Caller,
): Promise<Approval | Refusal> {
  const until = bindingUntil(parts, request.until)
  if (until === 'out_of_bounds') return refuse('bad_request', { detail: '"until" is not valid.' })
  const of = { request, session: null, phoneKeyId: null, payload: payloadIn(request), until }
  const { username, password } = request
  const withPassword = username !== undefined || password !== undefined
  if ('approval' in request && request.approval !== undefined) {
    if (withPassword) {
      return refuse('bad_request', { detail: '"approval" and a password exclude each other.' })
    }
    const { handle, approval } = request
    const proven = await phoneKeyAccount(parts, approval, handle, caller)
    return isRefusal(proven) ? proven : { ...of, ...proven }
  }
  if (!withPassword) {
    return signedIn === null ? refuse('sign_in_required') : { ...of, account: signedIn }
  }
  const credentials = { username: username ?? '', password: password ?? '' }
  const proven = await signIn(parts, credentials, caller)
  if (isRefusal(proven)) return proven
  const session = request.remember
    ? draftSession(parts, proven, 'password', caller, signedIn)
    : null
  return { ...of, account: provenNow(parts, proven), session }
}
