import { createHash, randomUUID, sign } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'

import type { DeviceKey, PublicJwk } from '../../tv-app/client/device-key.ts'
import { makeProof } from '../../tv-app/client/proof.ts'
import { ecPair } from '../support/key-pairs.ts'

/** A TV's key, by node:crypto: it signs several times faster than WebCrypto would. */
export async function newDeviceKey(): Promise<DeviceKey> {
  const { privateKey, publicKey } = ecPair()
  const jwk = publicKey.export({ format: 'jwk' }) as PublicJwk
  return {
    jwk,
    deviceId: `key_${await calculateJwkThumbprint(jwk)}`,
    sign: async (text) =>
      sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    sha256: async (text) => createHash('sha256').update(text).digest(),
  }
}

/** A proof of one call, made now. */
export function proofOf(
  key: DeviceKey,
  call: { method: string; url: string; ath: string | null },
): Promise<string> {
  return makeProof(key, { ...call, nowAt: Math.floor(Date.now() / 1000), jti: randomUUID() })
}

/** RFC 9449 §4.2, `ath`. */
export function athOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
