import { base64url } from './base64url.ts'

/** 128 random bits, for a `jti` that is like no other. */
export function randomId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)))
}
