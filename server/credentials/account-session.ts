import { parseCookie, stringifySetCookie } from 'cookie'

import { sha256 } from './link-secrets.ts'

/** A 256-bit id as base64url. */
const SESSION_ID = /^[A-Za-z0-9_-]{43}$/

/** The account session's cookie. `__Host-` needs https (RFC 6265bis §4.1.3.2), so http has a name of its own. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-couchlink' : 'couchlink'
}

/** `Set-Cookie` for a session; with `maxAgeSeconds` 0 it takes the cookie away. */
export function sessionCookie(id: string, secure: boolean, maxAgeSeconds: number): string {
  return stringifySetCookie(sessionCookieName(secure), id, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: maxAgeSeconds,
  })
}

/** The hash under which the session of this request would be kept, `null` when it names none. */
export function sessionHashOf(cookieHeader: string | undefined, secure: boolean): string | null {
  const id = parseCookie(cookieHeader ?? '')[sessionCookieName(secure)]
  return id !== undefined && SESSION_ID.test(id) ? sha256(id) : null
}
