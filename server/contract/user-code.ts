import * as v from 'valibot'

/** The alphabet of user codes: no vowels, so no words; no pairs that look alike (RFC 8628 §6.1). */
export const USER_CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'

/** How many characters a user code has, dash apart: 20^8 is 34.5 bits. */
export const USER_CODE_LENGTH = 8

/** `WDJBMJHT` → `WDJB-MJHT`, as it is shown. */
export function showUserCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/**
 * What a person typed, as the server compares it: case, blanks and dashes do not count.
 * Anything else that is not of the alphabet is kept, so that a wrong character never becomes a right code.
 */
export function normalizeUserCode(typed: string): string {
  return typed.replace(/[\s\-‐-―]/g, '').toUpperCase()
}

/** A typed user code, normalized; refused unless it has the right length and alphabet. */
export const UserCode = v.pipe(
  v.string(),
  v.maxLength(32),
  v.transform(normalizeUserCode),
  v.regex(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/),
)
