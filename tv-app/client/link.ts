import * as v from 'valibot'

import { crockfordBase32, handleText } from '#contract/ids'
import { DeviceAuthorization } from '#contract/link'
import type { Notices } from '#contract/notice'
import type { AuthorizedCall } from './authorized-calls.ts'
import type { Failure } from './calls.ts'
import { failureOf } from './calls.ts'
import type { DeviceKey } from './device-key.ts'
import type { LinkKeyPair } from './link-key.ts'

/** A link request as the screen shows it. */
export interface Link {
  /** Names it to the server, and in hello's `link`. */
  id: string
  /** As it is shown, `WDJB-MJHT`. */
  userCode: string
  /** The address a person types. */
  address: string
  /** What the QR holds. */
  qr: string
  /** From the answer on; a phone that opens it may lengthen it, hello's `link` says by how much. */
  expiresInSeconds: number
  /** How often to ask while there is no broker. */
  intervalSeconds: number
}

/** What came of asking for a code. */
export type LinkOutcome =
  /** To be shown; `notices` are for `listen`. */
  | { kind: 'link'; link: Link; notices: Notices }
  /** The QR would not be this device's (its handle is another), so nothing may be shown. */
  | { kind: 'forged' }
  | Failure

/** What the handle is made with: as whom the server knows this device, and its key's SHA-256. */
export type LinkMaker = Pick<DeviceKey, 'deviceId' | 'sha256'>

/** Asks for a link request. It supersedes the one this device had. */
export async function requestLink(
  call: AuthorizedCall,
  maker: LinkMaker,
  linkKey: Pick<LinkKeyPair, 'jwk' | 'thumbprint'> | null,
): Promise<LinkOutcome> {
  const form: Record<string, string> =
    linkKey === null ? {} : { link_key: JSON.stringify(linkKey.jwk) }
  const answer = await call({ method: 'POST', path: 'auth/device_authorization', form })
  if (answer.kind !== 'answer') return answer
  const { status, body } = answer
  if (status !== 200 || !v.is(DeviceAuthorization, body)) return failureOf(answer)
  const handle = await handleOf(maker, body.link_id, linkKey?.thumbprint ?? null)
  // Nobody may choose the handle, so a QR that holds another one is not for this TV.
  if (!body.verification_uri_complete.endsWith(`/L#${handle}`)) return { kind: 'forged' }
  const link: Link = {
    id: body.link_id,
    userCode: body.user_code,
    address: body.verification_uri,
    qr: body.verification_uri_complete,
    expiresInSeconds: body.expires_in,
    intervalSeconds: Math.max(1, body.interval),
  }
  return { kind: 'link', link, notices: body.notices }
}

/**
 * The handle as this device computes it.
 *
 * @param thumbprint of the `link_key`, `null` without one
 */
export async function handleOf(
  maker: LinkMaker,
  linkId: string,
  thumbprint: string | null,
): Promise<string> {
  const digest = await maker.sha256(handleText(linkId, thumbprint, maker.deviceId))
  return crockfordBase32(digest.subarray(0, 16))
}
