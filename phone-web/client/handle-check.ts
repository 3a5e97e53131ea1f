import { crockfordBase32, handleText } from '#contract/ids'
import type { LinkDetails } from '#contract/link'
import { type LinkKey, thumbprintText } from '#contract/link-key'
import { base64url } from './base64url.ts'

/**
 * Whether what the server says of this TV is what the TV put into its QR: device, link request and key give the handle,
 * which nobody can choose. Who relays the QR and swaps the key for one of its own is found out here.
 */
export async function fitsHandle(
  handle: string,
  { link_id, link_key, device_id }: Pick<LinkDetails, 'link_id' | 'link_key' | 'device_id'>,
): Promise<boolean> {
  const thumbprint = link_key === null ? null : await thumbprintOf(link_key)
  const digest = await sha256(handleText(link_id, thumbprint, device_id))
  return crockfordBase32(digest.subarray(0, 16)) === handle
}

/** RFC 7638 thumbprint, by which a phone's key is known, too. */
export async function thumbprintOf(key: LinkKey): Promise<string> {
  return base64url(await sha256(thumbprintText(key)))
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}
