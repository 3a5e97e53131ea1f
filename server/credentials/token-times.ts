/** The moments that a token may name (RFC 7519 §4.1.4 to §4.1.6), in epoch seconds. */
export interface TokenTimes {
  exp?: unknown
  nbf?: unknown
}

/** Whether a token counts at `now`: `exp` and `nbf`, where it names them, are numbers and leave it time. */
export function isTimely({ exp, nbf }: TokenTimes, now: number, toleranceSeconds: number): boolean {
  if (exp !== undefined && !(typeof exp === 'number' && exp > now - toleranceSeconds)) return false
  return nbf === undefined || (typeof nbf === 'number' && nbf <= now + toleranceSeconds)
}

/** Whether an id can count once: shorter ones cannot be unique, longer ones only fill our memory. */
export function isUsableId(jti: unknown): jti is string {
  return typeof jti === 'string' && jti.length >= 8 && jti.length <= 128
}
