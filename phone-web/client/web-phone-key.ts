import { thumbprintOf } from './handle-check.ts'
import type { PhoneKeyHolder } from './phone-key.ts'
import { indexedDbKeys, type PhoneKeyStore } from './phone-key-store.ts'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const

/**
 * The key of this browser or web view, which no script can read out: the kept one, or a new one. `null` where there is no
 * WebCrypto (plain http), or it cannot be kept.
 *
 * @param name whose it is, such as the account's own id: an account's key cannot become another's
 * @param store where it is kept; IndexedDB by default
 */
export async function makeWebPhoneKey(
  name: string,
  store: PhoneKeyStore = indexedDbKeys,
): Promise<PhoneKeyHolder | null> {
  if (typeof crypto === 'undefined' || crypto.subtle === undefined) return null
  const kept = await store.get(name).catch(() => 'nowhere' as const)
  if (kept === 'nowhere') return null
  const pair = kept ?? (await store.add(name, await makePair()).catch(() => null))
  return pair && holderOf(pair)
}

function makePair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
}

async function holderOf({ publicKey, privateKey }: CryptoKeyPair): Promise<PhoneKeyHolder> {
  const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  if (x === undefined || y === undefined) throw new Error('A P-256 key has two coordinates.')
  const publicJwk = { kty: 'EC', crv: 'P-256', x, y } as const
  return {
    id: await thumbprintOf(publicJwk),
    publicJwk,
    async sign(bytes) {
      return new Uint8Array(await crypto.subtle.sign(SIGNATURE, privateKey, bytes))
    },
  }
}
