import { timingSafeEqual } from 'node:crypto'

import { sha256 } from './link-secrets.ts'

/** A client's secret as config.json keeps it. It is made by us, of 256 bits, so that a plain hash will do. */
export function hashClientSecret(secret: string): string {
  return `sha256:${sha256(secret)}`
}

/** Compares in the same time, however much of it is right. */
export function isClientSecret(secret: string, hash: string): boolean {
  const expected = Buffer.from(hash)
  const given = Buffer.from(hashClientSecret(secret))
  return given.length === expected.length && timingSafeEqual(given, expected)
}
