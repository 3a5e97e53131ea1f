import * as v from 'valibot'

/** How a device is named on the wire and in MQTT topics; brokers map `/` to `.`, so neither may occur. */
export const DeviceId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,55}$/))

/** The 128-bit value in the QR: 26 characters of Crockford base32. */
export const Handle = v.pipe(v.string(), v.regex(/^[0-9A-HJKMNP-TV-Z]{26}$/))

/** The server's share of a handle: 128 random bits as base64url. */
export const LinkId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/))

/** The id of one binding: base64url of 128 random bits. */
export const BindingId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/))

/**
 * The text whose SHA-256 gives the handle (its first 16 bytes, see {@link crockfordBase32}).
 * TV, server and a checking phone app all build it, so that none of them can choose the result alone.
 *
 * @param linkKeyThumbprint RFC 7638 thumbprint of the TV's ephemeral `link_key`, `null` without one
 */
export function handleText(
  linkId: string,
  linkKeyThumbprint: string | null,
  deviceId: string,
): string {
  return `couchlink-link.${linkId}.${linkKeyThumbprint ?? '-'}.${deviceId}`
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Crockford base32 of a bit stream, high bit first, the last group padded with zero bits. 16 bytes give 26 characters. */
export function crockfordBase32(bytes: Uint8Array): string {
  let text = ''
  let pending = 0
  let bits = 0
  for (const byte of bytes) {
    pending = (pending << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += CROCKFORD[(pending >> bits) & 31]
    }
    pending &= (1 << bits) - 1
  }
  return bits > 0 ? text + CROCKFORD[(pending << (5 - bits)) & 31] : text
}
