import { ec as Curve, curves } from 'elliptic'

import { keyPart } from './base64url.ts'
import type { P256 } from './soft-key.ts'

// WebCrypto is denied to pages on plain http from another machine, which is what a home without a domain has.

/** Their declarations name the classes only. */
const presets = curves as unknown as Record<'p256', curves.PresetCurve>
// Its tables of multiples take longer to make than all that a boot signs, a tenth of the time until the code.
presets.p256.g.precomputed = { doubles: null, naf: null, beta: null }
const curve = new Curve('p256')

/** The P-256 that is written in JavaScript and needs no BigInt. */
export const p256: P256 = {
  generate() {
    const pair = curve.genKeyPair()
    const point = pair.getPublic()
    return {
      x: keyPart(point.getX().toArray('be', 32)),
      y: keyPart(point.getY().toArray('be', 32)),
      d: keyPart(pair.getPrivate().toArray('be', 32)),
    }
  },
  sign(d, text) {
    const { r, s } = curve.keyFromPrivate(bytesOf(d)).sign(digest(text))
    return Uint8Array.from([...r.toArray('be', 32), ...s.toArray('be', 32)])
  },
  sha256: (text) => Uint8Array.from(digest(text)),
}

function digest(text: string): number[] {
  // The curve's own hash is SHA-256, so there is no need to bring another.
  const hash: { update(bytes: number[]): { digest(): number[] } } = curve.hash()
  return hash.update(Array.from(new TextEncoder().encode(text))).digest()
}

function bytesOf(part: string): number[] {
  const binary = atob(part.replace(/-/g, '+').replace(/_/g, '/'))
  return Array.from(binary, (character) => character.charCodeAt(0))
}
