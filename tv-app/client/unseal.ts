import { compactDecrypt } from 'jose'

import { base64url } from './base64url.ts'
import type { LinkKeyPair } from './link-key.ts'

/** The text of a sealed payload, if it was sealed to this key and for this handle, and nobody touched it since. */
export type Unseal = (
  sealed: string,
  how: Pick<LinkKeyPair, 'privateKey'> & { handle: string },
) => Promise<string | null>
/** Fetches it, once there is a payload. Rejects where it does not load; the next call tries again. */
export type LoadUnseal = () => Promise<Unseal>

/** Opens a compact JWE, `ECDH-ES` with `A256GCM` and nothing else (RFC 7516 §7.1, RFC 7518 §4.6, §5.3). */
export const unseal: Unseal = async (sealed, { privateKey, handle }) => {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, privateKey, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    if (protectedHeader['apv'] !== base64url(new TextEncoder().encode(handle))) return null
    return new TextDecoder('utf-8', { fatal: true }).decode(plaintext)
  } catch {
    return null
  }
}
