import * as v from 'valibot'

import type { LinkKey } from '#contract/link-key'

import { importPublicKey, PublicKey } from './p256.ts'

/**
 * The ephemeral key that a TV sends along when it asks for a link request, `null` where it sends none. Only a key in its
 * one canonical form is one (RFC 7518 §6.2.1): it is part of the handle, which nobody may be able to write in two ways.
 *
 * @param text the key as JSON
 */
export function readLinkKey(text: string | undefined): LinkKey | null | 'malformed' {
  if (text === undefined) return null
  const parsed = v.safeParse(PublicKey, jsonIn(text))
  return parsed.success && importPublicKey(parsed.output) !== null ? parsed.output : 'malformed'
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
