import type { AuthorizeRequest } from '#contract/authorize'
import type { PayloadResponse } from '#contract/link-key'

import type { Device } from '../../credentials/access-token.ts'
import { isSealedFor } from '../../credentials/sealed-payload.ts'
import type { LinkRecord } from '../../store/store.ts'
import type { Parts } from '../parts.ts'

/** What an approval brings for the TV alone; `null` for nothing. */
export function payloadIn(request: AuthorizeRequest): string | null {
  return 'payload' in request ? (request.payload ?? null) : null
}

/** Whether what the approval brings, if anything, is sealed for this very link request, whose TV takes such a thing. */
export function isRightPayload(
  request: AuthorizeRequest,
  { linkKey }: Pick<LinkRecord, 'linkKey'>,
): boolean {
  const payload = payloadIn(request)
  if (payload === null) return true
  return 'handle' in request && linkKey !== null && isSealedFor(payload, request.handle)
}

/**
 * The TV fetches what the approval of its own link request brought. It may ask again when an answer was lost; once the
 * binding has ended that this approval made, there is nothing to have any more.
 */
export async function payloadFor(
  { store, now }: Parts,
  { deviceId }: Device,
  linkId: string,
): Promise<PayloadResponse> {
  return { payload: await store.payloadOf({ linkId, deviceId, now: now() }) }
}
