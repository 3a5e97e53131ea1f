import * as v from 'valibot'

import { LinkDetails } from '#contract/link'
import { type NewKeyRequest, PhoneKeys } from '#contract/phone-key'
import { makeCalls, UNREACHABLE } from './calls.ts'
import { fitsHandle } from './handle-check.ts'
import type {
  Approval,
  ApproveOutcome,
  DenyOutcome,
  DetailsOutcome,
  KeysOutcome,
  RegisterKeyOutcome,
  RemoveKeyOutcome,
} from './outcomes.ts'
import type { PhoneKeyHolder } from './phone-key.ts'
import { type Known, type Sender, sendApproval, sendDenial, tokenOf } from './send-decision.ts'
import { makeServerClock } from './server-clock.ts'
import { type UntilDecided, untilDecided } from './until-decided.ts'

/**
 * A phone app's side of Couchlink. Every expected end is a value, also that nobody answers; it rejects only with what your
 * own `token` or `sign` reject with, and has sent nothing then.
 */
export interface PhoneClient {
  /** Which TV shows this handle, checked against it (`POST /link/details`). The TV then says "opened". */
  details(handle: string): Promise<DetailsOutcome>
  /** The person's yes, by the phone's key where there is one, else by the token, else by the page's own session. */
  approve(handle: string, approval?: Approval): Promise<ApproveOutcome>
  /** The same, asked again as long as the person has a number to enter on the TV. */
  approveUntilDecided(
    handle: string,
    approval: Approval,
    how: UntilDecided,
  ): Promise<ApproveOutcome>
  /** The person's no, which needs no proof of anybody and brings no payload. */
  deny(handle: string): Promise<DenyOutcome>
  /** Makes the phone's key good for approvals; the account must have been proven within ten minutes, or by a token. */
  registerKey(label?: string): Promise<RegisterKeyOutcome>
  /** The keys of all phones of the account. */
  keys(): Promise<KeysOutcome>
  removeKey(id: string): Promise<RemoveKeyOutcome>
}

export interface PhoneClientOptions {
  /** Absolute URL of your server, ending in `/`: its own address (`publicUrl`), which the approvals name. */
  base: string
  /**
   * A token of one of `accountIssuers`, for the app in which the person is signed in. Without it a page of the server's own
   * origin is who its session says.
   */
  token?: (() => Promise<string>) | undefined
  /** A key of this phone, which approves in place of the token once it is registered. */
  key?: PhoneKeyHolder | undefined
  /** The platform's own by default. */
  fetch?: typeof fetch | undefined
}

/** A client for one server; it asks nothing by itself. */
export function makePhoneClient(options: PhoneClientOptions): PhoneClient {
  const clock = makeServerClock(() => Date.now())
  const call = makeCalls({ base: options.base, fetch: options.fetch ?? ownFetch, clock })
  const parts = { options, call, clock }
  let known: Known | null = null

  async function details(handle: string): Promise<DetailsOutcome> {
    const outcome = await checkedDetails(parts, handle)
    if (outcome.kind === 'details') known = { handle, linkKey: outcome.details.link_key }
    return outcome
  }

  async function approve(handle: string, approval: Approval = {}): Promise<ApproveOutcome> {
    if (known?.handle === handle) return sendApproval(parts, known, approval)
    const outcome = await details(handle)
    if (outcome.kind !== 'details') return outcome
    return sendApproval(parts, { handle, linkKey: outcome.details.link_key }, approval)
  }

  const token = () => tokenOf(options)
  return {
    details,
    approve,
    approveUntilDecided: (handle, approval, how) =>
      untilDecided(() => approve(handle, approval), how),
    deny: (handle) => sendDenial(call, handle),
    async registerKey(label) {
      const { key } = options
      if (!key) throw new Error('This client was made without a key.')
      const json: NewKeyRequest = { key: key.publicJwk, ...(label === undefined ? {} : { label }) }
      const answer = await call({ method: 'POST', path: 'keys', json, token: await token() })
      return answer.kind === 'answer' ? { kind: 'registered' } : answer
    },
    async keys() {
      const answer = await call({ method: 'GET', path: 'keys', token: await token() })
      if (answer.kind !== 'answer') return answer
      return v.is(PhoneKeys, answer.body) ? { kind: 'keys', keys: answer.body.keys } : UNREACHABLE
    },
    async removeKey(id) {
      const path = `keys/${encodeURIComponent(id)}`
      const answer = await call({ method: 'DELETE', path, token: await token() })
      return answer.kind === 'answer' ? { kind: 'removed' } : answer
    },
  }
}

async function checkedDetails({ options, call }: Sender, handle: string): Promise<DetailsOutcome> {
  if (typeof crypto === 'undefined' || crypto.subtle === undefined) return { kind: 'no_web_crypto' }
  const answer = await call({
    method: 'POST',
    path: 'link/details',
    json: { handle },
    token: await tokenOf(options),
  })
  if (answer.kind !== 'answer') return answer
  const { body } = answer
  if (!v.is(LinkDetails, body)) return UNREACHABLE
  return (await fitsHandle(handle, body)) ? { kind: 'details', details: body } : { kind: 'forged' }
}

/** Looked up when it is needed: a platform may put its own in place later. */
const ownFetch: typeof fetch = (input, init) => fetch(input, init)
