import * as v from 'valibot'

import type { LinkMatchRequest } from '#contract/link'
import { AuthorizeResponse, DeviceAuthorization, LinkStatus } from '#contract/link'
import type { Notices } from '#contract/notice'
import { CodeResponse } from '#contract/web-sign-in'
import type { Call, Failure, Request } from '../client/calls.ts'
import { failureOf } from '../client/calls.ts'

/** A link request of this page. Its device code stays in memory: it is what the one-time key is asked for with. */
export interface WebLink {
  deviceCode: string
  /** As it is shown, `WDJB-MJHT`. */
  userCode: string
  /** The address a person types. */
  address: string
  /** What the QR holds. */
  qr: string
  intervalSeconds: number
  notices: Notices
}

/** What became of a link request (`POST /auth/code`). */
export type CodeOutcome =
  | { kind: 'code'; code: string }
  | { kind: 'pending'; status: v.InferOutput<typeof LinkStatus> }
  | Failure

/** `right` and everything that is neither are for the next question to tell apart. */
export type NumberOutcome = 'missed' | 'sent'

const Pending = v.object({ error: v.literal('authorization_pending'), link: LinkStatus })

/** RFC 8628 §3.1 with RFC 7636 §4.3, in the name of the site whose page this is; the browser says in `Origin` which. */
export async function requestLink(
  call: Call,
  clientId: string,
  challenge: string,
): Promise<{ kind: 'link'; link: WebLink } | Failure> {
  const form = { client_id: clientId, code_challenge: challenge, code_challenge_method: 'S256' }
  const answer = await call(post('auth/device_authorization', form))
  if (answer.kind !== 'answer') return answer
  const { status, body } = answer
  if (status !== 200 || !v.is(DeviceAuthorization, body)) return failureOf(answer)
  const link: WebLink = {
    deviceCode: body.device_code,
    userCode: body.user_code,
    address: body.verification_uri,
    qr: body.verification_uri_complete,
    intervalSeconds: Math.max(1, body.interval),
    notices: body.notices,
  }
  // It becomes a link of the page, which no other scheme may.
  return /^https?:\/\//.test(link.qr) ? { kind: 'link', link } : failureOf(answer)
}

/** Asks what became of it; after the yes that is the one-time key. */
export async function askCode(
  call: Call,
  clientId: string,
  { deviceCode }: WebLink,
): Promise<CodeOutcome> {
  const answer = await call(post('auth/code', { client_id: clientId, device_code: deviceCode }))
  if (answer.kind !== 'answer') return answer
  const { status, body } = answer
  if (status === 200 && v.is(CodeResponse, body)) return { kind: 'code', code: body.code }
  if (v.is(Pending, body)) return { kind: 'pending', status: body.link }
  return failureOf(answer)
}

/**
 * Says which number the person entered from the phone's screen. There is one try, so nobody but a person may ever send
 * another one.
 *
 * @param number three digits, 1 to 9
 */
export async function answerMatch(
  call: Call,
  { deviceCode }: WebLink,
  number: string,
): Promise<NumberOutcome> {
  const json: LinkMatchRequest = { device_code: deviceCode, number }
  const answer = await call({ method: 'POST', path: 'link/match', json })
  if (answer.kind === 'answer' && v.is(AuthorizeResponse, answer.body)) return 'sent'
  const failure = failureOf(answer)
  return failure.kind === 'refused' && failure.code === 'match_missed' ? 'missed' : 'sent'
}

function post(path: string, form: Record<string, string>): Request {
  return { method: 'POST', path, form }
}
