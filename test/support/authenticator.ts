import {
  createHash,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
  sign,
} from 'node:crypto'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'

import type { PasskeyRegistration, PasskeySignIn } from '#contract/passkey'

import { type Cbor, cbor } from './cbor.ts'
import { ecPair, ed25519Pair, rsaPair } from './key-pairs.ts'

/** Bits of authenticator data (WebAuthn §6.1). */
export const FLAGS = { present: 1, verified: 4, attested: 64 }

/** What an authenticator, or somebody in its place, may say that is not so; the rest is as it should be. */
export interface Lies {
  type?: string
  challenge?: unknown
  origin?: string
  rpId?: string
  flags?: number
  counter?: number
  /** Members of the client data. */
  clientData?: Record<string, unknown>
  userHandle?: string
  /** The attestation's format and its statement, which may be made from the bytes that it signs. */
  attestation?: { fmt: string; attStmt: Cbor | ((signed: Uint8Array) => Cbor) }
  /** The key it signs with. */
  key?: KeyObject
  /** The key it shows, as COSE. */
  publicKey?: Uint8Array
  /** Put at the end of the authenticator data. */
  extra?: Uint8Array
}

type Algorithm = 'ES256' | 'EdDSA' | 'RS256'

/** One passkey in an authenticator made of software, which does as it is told: forging needs one. */
export class SoftPasskey {
  readonly id = randomBytes(32).toString('base64url')
  readonly #keys: KeyPairKeyObjectResult
  readonly #algorithm: Algorithm
  /** Whose it is, as it was told when it was made. */
  userHandle = Buffer.from('nobody').toString('base64url')
  counter = 0

  get privateKey(): KeyObject {
    return this.#keys.privateKey
  }

  constructor(algorithm: Algorithm = 'ES256') {
    this.#algorithm = algorithm
    this.#keys = keyPair(algorithm)
  }

  /** Answers `navigator.credentials.create`, as a page of this origin would send it. */
  create(
    options: PublicKeyCredentialCreationOptionsJSON,
    origin: string,
    lies: Lies = {},
  ): PasskeyRegistration {
    this.userHandle = options.user.id
    const clientData = clientDataOf('webauthn.create', options.challenge, origin, lies)
    const id = Buffer.from(this.id, 'base64url')
    const authData = Buffer.concat([
      this.#state(lies.rpId ?? String(options.rp.id), FLAGS.attested, lies),
      Buffer.alloc(16),
      Buffer.from([id.length >> 8, id.length & 0xff]),
      id,
      lies.publicKey ?? this.publicKey(),
      lies.extra ?? Buffer.alloc(0),
    ])
    const { fmt, attStmt } = lies.attestation ?? { fmt: 'none', attStmt: new Map() }
    const signed = Buffer.concat([authData, sha256(clientData)])
    const attestation = new Map<Cbor, Cbor>([
      ['fmt', fmt],
      ['attStmt', typeof attStmt === 'function' ? attStmt(signed) : attStmt],
      ['authData', authData],
    ])
    return {
      ...this.#named(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        attestationObject: cbor(attestation).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** Answers `navigator.credentials.get`, as a page of this origin would send it. */
  get(
    options: PublicKeyCredentialRequestOptionsJSON,
    origin: string,
    lies: Lies = {},
  ): PasskeySignIn {
    const clientData = clientDataOf('webauthn.get', options.challenge, origin, lies)
    const extra = lies.extra ?? Buffer.alloc(0)
    const state = this.#state(lies.rpId ?? String(options.rpId), 0, lies)
    const authData = Buffer.concat([state, extra])
    const signed = Buffer.concat([authData, sha256(clientData)])
    const hash = this.#algorithm === 'EdDSA' ? null : 'sha256'
    return {
      ...this.#named(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign(hash, signed, lies.key ?? this.privateKey).toString('base64url'),
        userHandle: lies.userHandle ?? this.userHandle,
      },
    }
  }

  /** As COSE (RFC 9053 §7). */
  publicKey(): Buffer {
    const jwk = this.#keys.publicKey.export({ format: 'jwk' })
    const bytes = (text: string | undefined) => Buffer.from(String(text), 'base64url')
    const members: Record<Algorithm, [number, Cbor][]> = {
      ES256: [
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(jwk.x)],
        [-3, bytes(jwk.y)],
      ],
      EdDSA: [
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, bytes(jwk.x)],
      ],
      RS256: [
        [1, 3],
        [3, -257],
        [-1, bytes(jwk.n)],
        [-2, bytes(jwk.e)],
      ],
    }
    return cbor(new Map<Cbor, Cbor>(members[this.#algorithm]))
  }

  #named(): Pick<PasskeySignIn, 'id' | 'rawId' | 'type' | 'clientExtensionResults'> {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {} }
  }

  #state(rpId: string, always: number, lies: Lies): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(lies.counter ?? this.counter)
    const flags = (lies.flags ?? FLAGS.present | FLAGS.verified) | always
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter])
  }
}

function clientDataOf(type: string, challenge: string, origin: string, lies: Lies): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? origin,
      crossOrigin: false,
      ...lies.clientData,
    }),
  )
}

function keyPair(algorithm: Algorithm): KeyPairKeyObjectResult {
  if (algorithm === 'EdDSA') return ed25519Pair()
  if (algorithm === 'RS256') return rsaPair()
  return ecPair()
}

function sha256(bytes: string | Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
