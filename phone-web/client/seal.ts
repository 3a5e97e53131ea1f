import { CompactEncrypt, importJWK } from 'jose'

import type { LinkKey } from '#contract/link-key'

/** Makes what only the TV with that key can open, and only for that handle. */
export type Seal = (payload: string, to: { linkKey: LinkKey; handle: string }) => Promise<string>

/** A compact JWE, `ECDH-ES` with `A256GCM`, whose `apv` is the handle (RFC 7516 §7.1, RFC 7518 §4.6). */
export const seal: Seal = async (payload, { linkKey, handle }) => {
  const utf8 = new TextEncoder()
  return new CompactEncrypt(utf8.encode(payload))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .setKeyManagementParameters({ apv: utf8.encode(handle) })
    .encrypt(await importJWK({ ...linkKey }, 'ECDH-ES'))
}
