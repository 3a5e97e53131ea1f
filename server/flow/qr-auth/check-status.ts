import type { LinkState } from '#contract/link'
import type { QrAuthStatus } from '#contract/qr-auth'

import { sha256 } from '../../credentials/link-secrets.ts'
import { type Refusal, refuse } from '../../errors.ts'
import { linkState } from '../link/link-status.ts'
import { tenantOfScreen } from '../link/tenant.ts'
import type { Parts } from '../parts.ts'
import type { Polls } from './polls.ts'

/**
 * Where a link request stands, told to the screen that made it and to nobody else. Asking changes nothing, so an answer
 * that is lost can be asked for again. What the yes was good for, the screen gets from `POST /auth/token`.
 *
 * @param deviceCode what only that screen knows
 * @param handle what everybody knows who sees the screen
 */
export async function checkStatus(
  parts: Parts,
  deviceCode: string,
  handle: string,
  polls: Polls,
): Promise<QrAuthStatus | Refusal> {
  const deviceCodeHash = sha256(deviceCode)
  // Both are read whatever comes of the first, so that time tells nothing either.
  const [own, shown] = await Promise.all([
    parts.store.linkByDeviceCode(deviceCodeHash),
    parts.store.linkByHandle(sha256(handle)),
  ])
  if (own === null || shown === null || own.linkId !== shown.linkId) return refuse('invalid_token')
  if (tenantOfScreen(parts.config.tenants, own.clientId) === null) return refuse('invalid_token')
  const now = parts.now()
  if (!polls.mayAsk(deviceCodeHash, now)) {
    return refuse('too_many_attempts', { retryAfterSeconds: 1 })
  }
  return { status: STATUSES[linkState(own, now)] }
}

/** A screen that asked for a newer code does not show the old one any more: for whoever asks, its time is up. */
const STATUSES: Record<LinkState, QrAuthStatus['status']> = {
  pending: 'PENDING',
  opened: 'PENDING',
  matching: 'PENDING',
  approved: 'COMPLETED',
  redeemed: 'COMPLETED',
  denied: 'DENIED',
  expired: 'EXPIRED',
  superseded: 'EXPIRED',
}
