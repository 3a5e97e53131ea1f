import type { LinkCancelRequest } from '#contract/link'
import type { AuthorizedCall } from './authorized-calls.ts'

/**
 * Takes a link request back that is no longer on the screen. Told once and not answered for: what got lost ends by
 * itself, at the latest with its life.
 */
export async function cancelLink(call: AuthorizedCall, linkId: string): Promise<void> {
  const json: LinkCancelRequest = { link_id: linkId }
  await call({ method: 'POST', path: 'link/cancel', json })
}
