import * as v from 'valibot'

import { Handle } from '#contract/ids'

/** What a QR of Couchlink says. */
export interface Scan {
  /** The server, ending in `/`. Whether it is yours is for you to say, before it gets a token. */
  base: string
  /** Names the link request, and holds the TV to its key. */
  handle: string
}

/** What a phone scanned, or the system opened the app with; `null` for whatever is no QR of Couchlink. */
export function readScan(text: string): Scan | null {
  const url = parsed(text.trim())
  if (url === null || url.search !== '' || url.username !== '' || url.password !== '') return null
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isNear(url.hostname))) return null
  const handle = url.hash.slice(1)
  if (!url.pathname.endsWith('/L') || !v.is(Handle, handle)) return null
  return { base: url.origin + url.pathname.slice(0, -1), handle }
}

/** Characters of a QR's text, beyond which nobody needs to read on. */
const LONGEST = 500

function parsed(text: string): URL | null {
  if (text.length > LONGEST) return null
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/** Suffixes that no public name ends in (RFC 6761, RFC 6762, RFC 8375, and what home routers give out). */
const LOCAL_NAME = /(^|\.)(localhost|local|lan|home|internal|home\.arpa|test)$/

/** This device or the home's own network: the only places where plain http is not the whole world's to read. */
function isNear(host: string): boolean {
  const octets = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host)
  if (octets) return isNearAddress(Number(octets[1]), Number(octets[2]))
  // Unique local and link-local (RFC 4193, RFC 4291 §2.5.6), as a URL writes them.
  if (host.startsWith('[')) return /^\[(::1\]|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/.test(host)
  return !host.includes('.') || LOCAL_NAME.test(host)
}

/** Loopback, RFC 1918 and link-local (RFC 3927). */
function isNearAddress(first: number, second: number): boolean {
  if (first === 127 || first === 10) return true
  if (first === 172) return second >= 16 && second <= 31
  return (first === 192 && second === 168) || (first === 169 && second === 254)
}
