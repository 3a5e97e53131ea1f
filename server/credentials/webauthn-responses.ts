import type { PasskeyRegistration, PasskeySignIn } from '#contract/passkey'

import { decodeObject } from './compact-jws.ts'
import type { RelyingParty } from './relying-party.ts'

// What authenticators answered, checked by @simplewebauthn/server (WebAuthn Level 3 §7). It throws for all that does
// not fit, and everything that it gets is what a stranger sent, except the key: so whatever it throws is a no.

/** COSE algorithms, best known first: ES256, EdDSA, and RS256 for the chips of older Windows machines. */
export const ALGORITHMS = [-7, -8, -257]

/** An RSA key of 4096 bits takes 530 bytes as COSE; longer ones only make every sign-in slow. */
const PUBLIC_KEY_BYTES = 600

/** A passkey that has just been made; binary members as base64url. */
export interface NewPasskey {
  credentialId: string
  /** COSE (RFC 9052 §7). */
  publicKey: string
  counter: number
  transports: string[]
}

/** What the library says about a response that it took; `why` is for the log alone, since it repeats what was sent. */
export type Checked<Proven> = { ok: true; proven: Proven } | { ok: false; why: string }

/**
 * The library and its parsers of certificates take 0.2 s and 25 MB to load, once, and many a server never needs them.
 * Whoever hands out a challenge calls it already, so that it is there when the person comes back from the dialog.
 */
export function loadLibrary(): Promise<typeof import('@simplewebauthn/server')> {
  library ??= import('@simplewebauthn/server')
  return library
}

let library: Promise<typeof import('@simplewebauthn/server')> | undefined

/** The challenge that a page of ours, and not one that frames it, gave to the authenticator; `null` without one. */
export function challengeOf(clientDataJSON: string): string | null {
  const { challenge, crossOrigin, topOrigin } = decodeObject(clientDataJSON) ?? {}
  if (typeof challenge !== 'string' || crossOrigin === true || topOrigin !== undefined) return null
  return challenge
}

/** WebAuthn §7.1. */
export async function checkRegistration(
  { rpId, origin }: RelyingParty,
  challenge: string,
  { id, rawId, type, response }: PasskeyRegistration,
): Promise<Checked<NewPasskey>> {
  const { verifyRegistrationResponse } = await loadLibrary()
  const { clientDataJSON, attestationObject } = response
  try {
    if (!(await isPlain(attestationObject))) return no('It comes with a certificate.')
    const { registrationInfo } = await verifyRegistrationResponse({
      response: {
        id,
        rawId,
        type,
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (registrationInfo === undefined) return no('The attestation does not verify.')
    const { id: credentialId, publicKey, counter } = registrationInfo.credential
    if (credentialId !== id) return no('The credential has another id.')
    if (publicKey.length > PUBLIC_KEY_BYTES) return no('The key is too long.')
    const transports = transportsOf(response.transports)
    const key = Buffer.from(publicKey).toString('base64url')
    return { ok: true, proven: { credentialId, publicKey: key, counter, transports } }
  } catch (error) {
    return no(error)
  }
}

/**
 * WebAuthn §7.2, apart from the counter: whether that grew is decided where it is kept, in one write.
 *
 * @param publicKey as {@link NewPasskey} has it
 */
export async function checkSignIn(
  { rpId, origin }: RelyingParty,
  challenge: string,
  { id, rawId, type, response }: PasskeySignIn,
  publicKey: string,
): Promise<Checked<{ counter: number }>> {
  const { verifyAuthenticationResponse } = await loadLibrary()
  const { clientDataJSON, authenticatorData, signature } = response
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId,
        type,
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: {
        id,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
        counter: 0,
      },
    })
    if (!verified) return no('The signature does not verify.')
    return { ok: true, proven: { counter: authenticationInfo.newCounter } }
  } catch (error) {
    return no(error)
  }
}

/** Those that browsers know (WebAuthn §5.8.4), each once. */
export function transportsOf(sent: readonly string[]): string[] {
  return TRANSPORTS.filter((transport) => sent.includes(transport))
}

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

/**
 * We ask for no attestation, and browsers then send none, or what the new key says of itself (WebAuthn §5.1.3). A
 * certificate is refused unread: the library would ask the addresses in it for lists of revoked ones.
 */
async function isPlain(attestationObject: string): Promise<boolean> {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  const bytes = new Uint8Array(Buffer.from(attestationObject, 'base64url'))
  const attestation = decodeAttestationObject(bytes)
  const format = attestation.get('fmt')
  if (format === 'none') return true
  return format === 'packed' && attestation.get('attStmt').get('x5c') === undefined
}

function no(why: unknown): { ok: false; why: string } {
  return { ok: false, why: String(why).slice(0, 200) }
}
