import { createHash, createHmac } from 'node:crypto'

import { crockfordBase32, handleText } from '#contract/ids'
import { type LinkKey, thumbprintText } from '#contract/link-key'
import { USER_CODE_ALPHABET, USER_CODE_LENGTH } from '#contract/user-code'

/** What a link request is known by: to the camera, to the keyboard and to the database. */
export interface LinkSecrets {
  handle: string
  userCode: string
  handleHash: string
  userCodeHash: string
}

/** Derives all of them from the link id; nothing of it needs to be stored in clear. */
export function linkSecrets(
  of: { linkId: string; deviceId: string; linkKey: LinkKey | null },
  secret: Buffer,
): LinkSecrets {
  const thumbprint = of.linkKey === null ? null : sha256(thumbprintText(of.linkKey))
  const digest = createHash('sha256')
    .update(handleText(of.linkId, thumbprint, of.deviceId))
    .digest()
  const handle = crockfordBase32(digest.subarray(0, 16))
  const userCode = userCodeOf(handle, secret)
  return {
    handle,
    userCode,
    handleHash: sha256(handle),
    userCodeHash: userCodeHash(userCode, secret),
  }
}

/** The user code that belongs to a handle; a typed code can so be shown again without being stored. */
export function userCodeOf(handle: string, secret: Buffer): string {
  const letters = [...stream(`user-code.${handle}`, secret)]
    // Bytes from 240 up are passed over, so that every letter is equally likely.
    .filter((byte) => byte < 240)
    .map((byte) => USER_CODE_ALPHABET[byte % USER_CODE_ALPHABET.length])
  return letters.slice(0, USER_CODE_LENGTH).join('')
}

/** At rest a user code is an HMAC: 34 bits of entropy would not survive a plain hash. */
export function userCodeHash(userCode: string, secret: Buffer): string {
  return createHmac('sha256', secret).update(`user-code-at-rest.${userCode}`).digest('base64url')
}

/** For values of 128 bits and more, which nobody can try out. */
export function sha256(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}

/** 64 bytes; that fewer than eight of them fall below 240 does not happen (p < 10^-60). */
function stream(text: string, secret: Buffer): Buffer {
  return createHmac('sha512', secret).update(text).digest()
}
