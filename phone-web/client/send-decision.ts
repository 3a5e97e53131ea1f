import * as v from 'valibot'

import type { AuthorizeRequest } from '#contract/authorize'
import { AuthorizeResponse } from '#contract/link'
import { type LinkKey, PAYLOAD_MAX_LENGTH } from '#contract/link-key'
import { type Call, type Failure, UNREACHABLE } from './calls.ts'
import { loadSeal } from './load-seal.ts'
import type { Approval, ApproveOutcome, DenyOutcome } from './outcomes.ts'
import type { PhoneClientOptions } from './phone-client.ts'
import { signApproval } from './phone-key.ts'
import type { ServerClock } from './server-clock.ts'

/** What a decision is sent with. */
export interface Sender {
  options: Pick<PhoneClientOptions, 'base' | 'token' | 'key'>
  call: Call
  clock: ServerClock
}

type Decision = v.InferInput<typeof AuthorizeRequest>
type Yes = Extract<Decision, { handle: string; decision: 'approve' }>

/** A handle that was checked; it holds its TV to this key, so the pair stays true. */
export interface Known {
  handle: string
  linkKey: LinkKey | null
}

/** Sends the yes, with what goes with it; nothing when that cannot be made. */
export async function sendApproval(
  { options, call, clock }: Sender,
  { handle, linkKey }: Known,
  { payload, until, acknowledged }: Approval,
): Promise<ApproveOutcome> {
  const json: Yes = { handle, decision: 'approve', remember: false }
  if (until !== undefined) json.until = until
  if (acknowledged) json.acknowledged = true
  if (payload !== undefined) {
    if (linkKey === null) return { kind: 'no_link_key' }
    const sealed = await sealFor(linkKey, handle, payload)
    if (typeof sealed !== 'string') return sealed
    json.payload = sealed
  }
  const { base, key } = options
  if (key) {
    // Signed last, so that nothing but the way to the server comes between the moment in it and the server's.
    const { origin } = new URL(base)
    json.approval = await signApproval(key, { handle, origin, iat: clock.nowAt() })
  }
  const token = key ? null : await tokenOf(options)
  const answer = await call({ method: 'POST', path: 'authorize', json, token })
  return answer.kind === 'answer' ? approved(answer.body) : answer
}

/** The sealed payload, or why there is none. */
async function sealFor(
  linkKey: LinkKey,
  handle: string,
  payload: string,
): Promise<string | ApproveOutcome> {
  const seal = await loadSeal().catch(() => null)
  if (seal === null) return UNREACHABLE
  // What is no point of the curve is nobody's key.
  const sealed = await seal(payload, { linkKey, handle }).catch(() => null)
  if (sealed === null) return { kind: 'no_link_key' }
  return sealed.length > PAYLOAD_MAX_LENGTH ? { kind: 'payload_too_long' } : sealed
}

function approved(body: unknown): ApproveOutcome {
  if (!v.is(AuthorizeResponse, body) || body.status === 'denied') return UNREACHABLE
  return body.status === 'match' ? { kind: 'match', number: body.number } : { kind: 'authorized' }
}

/** Sends the no. */
export async function sendDenial(call: Call, handle: string): Promise<DenyOutcome> {
  const json: Decision = { handle, decision: 'deny' }
  const answer: Failure | { kind: 'answer' } = await call({
    method: 'POST',
    path: 'authorize',
    json,
  })
  return answer.kind === 'answer' ? { kind: 'denied' } : answer
}

/** Who the app's person is, if it says so by a token. */
export async function tokenOf({ token }: Sender['options']): Promise<string | null> {
  return token ? token() : null
}
