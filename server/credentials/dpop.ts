import type { KeyObject } from 'node:crypto'
import * as v from 'valibot'

import { BoundedMap } from './bounded-map.ts'
import { type CompactJws, decodeObject, splitJws } from './compact-jws.ts'
import { verifyEs256 } from './es256.ts'
import { importPublicKey, PublicKey, thumbprint } from './p256.ts'
import { isTimely, isUsableId } from './token-times.ts'
import { UsedIds } from './used-ids.ts'

/** RFC 9449 §4.2; whatever else a header might demand or point to is refused. */
const Header = v.strictObject({
  typ: v.literal('dpop+jwt'),
  alg: v.literal('ES256'),
  jwk: PublicKey,
})

/** A client's header is about 240 characters; longer ones are padded by somebody and are not worth keeping. */
const CACHED_HEADER_LENGTH = 512

/** The thumbprint of the key that made the call, or why it does not count; `busy` when no more ids can be kept. */
export type ProofVerdict = { jkt: string } | 'refused' | 'busy'

/** The one call that a proof has to be for. */
export interface ExpectedProof {
  method: string
  /** The absolute URLs, without query and fragment, under which this endpoint may be named. */
  urls: readonly string[]
  /** base64url SHA-256 of the access token that came with it; `null` at the token endpoint, where there is none yet. */
  ath: string | null
  /** Whether the call changes state, so that the same proof may not come twice. */
  once: boolean
}

interface ProofKey {
  key: KeyObject
  jkt: string
}

/** Judges DPoP proofs: whether this very call was made by the holder of a key (RFC 9449 §4.3). */
export class Proofs {
  readonly #now: () => number
  readonly #toleranceSeconds: number
  /** A client sends the same header with each proof, so its key is read once. */
  readonly #keys: BoundedMap<string, ProofKey>
  readonly #usedIds: UsedIds

  constructor(parts: {
    now: () => number
    toleranceSeconds: number
    cacheEntries: number
    usedIds: number
  }) {
    this.#now = parts.now
    this.#toleranceSeconds = parts.toleranceSeconds
    this.#keys = new BoundedMap(parts.cacheEntries)
    // From the earliest moment at which a proof may come to the last one.
    const lifeSeconds = 2 * parts.toleranceSeconds
    this.#usedIds = new UsedIds({ max: parts.usedIds, now: parts.now, lifeSeconds })
  }

  /** Synchronous, since every call of a television passes here. Never throws. */
  verify(proof: string, expected: ExpectedProof): ProofVerdict {
    const jws = splitJws(proof)
    const claims = jws && decodeObject(jws.payload)
    if (jws === null || claims === null || !this.#isFor(claims, expected)) return 'refused'
    const by = this.#signerOf(jws)
    if (by === null) return 'refused'
    if (expected.once) {
      const use = this.#usedIds.use(`${by.jkt} ${claims['jti']}`)
      if (use !== 'first') return use === 'full' ? 'busy' : 'refused'
    }
    return { jkt: by.jkt }
  }

  #isFor(claims: Record<string, unknown>, { method, urls, ath }: ExpectedProof): boolean {
    const { htm, htu, iat, jti } = claims
    const now = this.#now()
    return (
      isUsableId(jti) &&
      Number.isInteger(iat) &&
      Math.abs((iat as number) - now) <= this.#toleranceSeconds &&
      isTimely(claims, now, this.#toleranceSeconds) &&
      htm === method &&
      typeof htu === 'string' &&
      urls.includes(htu.replace(/[?#].*$/s, '')) &&
      (ath === null || claims['ath'] === ath)
    )
  }

  /** The key is remembered only once it has signed: else anybody could drive out the others' with what costs nothing. */
  #signerOf(jws: CompactJws): ProofKey | null {
    const known = this.#keys.get(jws.header)
    const by = known ?? readHeader(jws.header)
    if (by === null || !verifyEs256(jws.signed, jws.signature, by.key)) return null
    if (known === undefined && jws.header.length <= CACHED_HEADER_LENGTH) {
      this.#keys.set(jws.header, by)
    }
    return by
  }
}

function readHeader(encoded: string): ProofKey | null {
  const header = v.safeParse(Header, decodeObject(encoded))
  if (!header.success) return null
  const { jwk } = header.output
  const key = importPublicKey(jwk)
  return key && { key, jkt: thumbprint(jwk) }
}
