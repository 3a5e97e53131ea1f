import { createPublicKey, type KeyObject } from 'node:crypto'
import * as v from 'valibot'

/** More keys than any issuer needs at a time; further ones are not looked at. */
const MAX_KEYS = 50

/** RFC 8725 §3.5 and RFC 7518 §3.3: anything shorter can be broken. */
const MIN_RSA_BITS = 2048

/** RFC 7517 §5. */
const KeySet = v.object({ keys: v.array(v.unknown()) })

/** What keys of other issuers have in common (RFC 7517 §4): for signatures, and the private half not given away. */
const common = {
  kid: v.optional(v.pipe(v.string(), v.maxLength(128))),
  use: v.optional(v.literal('sig')),
  key_ops: v.optional(
    v.pipe(
      v.array(v.unknown()),
      v.check((operations) => operations.includes('verify')),
    ),
  ),
  d: v.optional(v.never()),
}

/** RFC 7518 §6.2.1 and §6.3.1, each with the one algorithm that is taken from it. */
const PublishedKey = v.variant('kty', [
  v.object({
    kty: v.literal('RSA'),
    alg: v.optional(v.literal('RS256'), 'RS256'),
    n: v.string(),
    e: v.string(),
    ...common,
  }),
  v.object({
    kty: v.literal('EC'),
    alg: v.optional(v.literal('ES256'), 'ES256'),
    crv: v.literal('P-256'),
    x: v.string(),
    y: v.string(),
    ...common,
  }),
])

/** A key that can verify, and the one algorithm it is for. */
export interface IssuerKey {
  kid: string | undefined
  alg: 'RS256' | 'ES256'
  key: KeyObject
}

/**
 * The keys of a key set that can verify RS256 or ES256. Others are passed over: an issuer may publish what we do not
 * use.
 *
 * @throws when it is no key set
 */
export function readIssuerKeys(document: unknown): IssuerKey[] {
  const set = v.safeParse(KeySet, document)
  if (!set.success) throw new Error('the answer is no key set')
  return set.output.keys.slice(0, MAX_KEYS).flatMap(usableKey)
}

/** The one key that a header means. Several that fit are none: which of them it is must not be tried out. */
export function keyFor(
  keys: readonly IssuerKey[],
  header: { alg: string; kid?: string },
): KeyObject | null {
  const fitting = keys.filter(
    ({ alg, kid }) => alg === header.alg && (header.kid === undefined || kid === header.kid),
  )
  return fitting.length === 1 ? (fitting[0]?.key ?? null) : null
}

function usableKey(document: unknown): IssuerKey[] {
  const published = v.safeParse(PublishedKey, document)
  if (!published.success) return []
  const { kid, alg, key_ops: _operations, d: _private, ...jwk } = published.output
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    const bits = key.asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS
    return bits < MIN_RSA_BITS ? [] : [{ kid, alg, key }]
  } catch {
    return []
  }
}
