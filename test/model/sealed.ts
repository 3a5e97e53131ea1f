import { Buffer } from 'node:buffer'

import type { LinkKey } from '#contract/link-key'

/** The ephemeral key that every television here shows: the public key of the example in RFC 7517 §A.1. */
export const LINK_KEY: LinkKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
}

const IV_BYTES = 12
const TAG_BYTES = 16

/** What a phone hands to a television, as far as a server can tell: for us it is not encrypted, and reads the same each time. */
export function sealed(handle: string, text: string): string {
  const apv = part(handle)
  const header = part(JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', epk: LINK_KEY, apv }))
  return [header, '', part(Buffer.alloc(IV_BYTES)), part(text), part(Buffer.alloc(TAG_BYTES))].join(
    '.',
  )
}

/** What stands in it. */
export function unsealed(payload: string): string {
  return Buffer.from(payload.split('.')[3] ?? '', 'base64url').toString()
}

function part(content: string | Buffer): string {
  return Buffer.from(content as string).toString('base64url')
}
