import type { Seen } from './wire.ts'

/** An answer of an OAuth endpoint. */
export interface Answer extends Seen {
  /** `null` for whatever is no JSON object. */
  json: Record<string, unknown> | null
  /** The `error` of RFC 6749 §5.2; `null` without one. */
  error: string | null
}

export function answerOf(seen: Seen): Answer {
  const json = objectIn(seen.text)
  const error = json?.['error']
  return { ...seen, json, error: typeof error === 'string' ? error : null }
}

/** An answer in a few words: its status, and its error where that is a name that may be printed. */
export function said({ status, error }: Answer): string {
  return error !== null && /^[a-z_]{1,40}$/.test(error) ? `${status} ${error}` : `${status}`
}

export function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** Whether nobody between may keep it (RFC 9111 §5.2.2.5). */
export function isNoStore({ headers }: Seen): boolean {
  return /(^|[\s,])no-store([\s,;]|$)/i.test(headers.get('cache-control') ?? '')
}
