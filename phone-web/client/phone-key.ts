import type { LinkKey } from '#contract/link-key'
import { APPROVAL_TYP, type ApprovalClaims } from '#contract/phone-key'
import { base64url, base64urlText } from './base64url.ts'

/** A P-256 key that stays in the phone. `makeWebPhoneKey` makes one; a native app brings its Secure Enclave's or Keystore's. */
export interface PhoneKeyHolder {
  /** RFC 7638 thumbprint of `publicJwk`. */
  id: string
  publicJwk: LinkKey
  /**
   * ECDSA over SHA-256, 64 bytes r‖s (RFC 7518 §3.4). Here a native app asks for finger or face; where it rejects, nothing
   * is posted.
   */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

/**
 * A yes that serves once, here and now: a compact JWS (RFC 7515 §7.1).
 *
 * @param claims.origin of the server, such as `https://tv.example`
 * @param claims.iat epoch seconds by the server's clock
 */
export async function signApproval(
  key: PhoneKeyHolder,
  claims: Omit<ApprovalClaims, 'nonce'>,
): Promise<string> {
  const nonce = base64url(crypto.getRandomValues(new Uint8Array(16)))
  const header = { alg: 'ES256', typ: APPROVAL_TYP, kid: key.id }
  const signed = [header, { ...claims, nonce }].map((part) => base64urlText(JSON.stringify(part)))
  const text = signed.join('.')
  return `${text}.${base64url(await key.sign(new TextEncoder().encode(text)))}`
}
