/** Base64url without padding (RFC 7515 §2). */
export function base64url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** The text that was written as base64url UTF-8. Throws on anything else. */
export function textFromBase64url(encoded: string): string {
  const binary = atob(encoded.replace(/-/g, '+').replace(/_/g, '/'))
  return new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from(binary, (character) => character.charCodeAt(0)),
  )
}

/** A scalar or coordinate of 32 bytes, as JSON Web Keys write it. */
export function keyPart(bytes: ArrayLike<number>): string {
  return base64url(Uint8Array.from(bytes))
}
