import {
  createPrivateKey,
  createPublicKey,
  type ED25519KeyPairOptions,
  generateKeyPairSync,
  type KeyPairKeyObjectResult,
} from 'node:crypto'

const SPKI = { type: 'spki', format: 'der' } as const
const PKCS8 = { type: 'pkcs8', format: 'der' } as const

/** Pairs leave their maker as bytes and are read again, for the reason that stands at `newPrivateKey` in the server. */
const AS_BYTES: ED25519KeyPairOptions<'der', 'der'> = {
  publicKeyEncoding: SPKI,
  privateKeyEncoding: PKCS8,
}

export function ecPair(namedCurve = 'P-256'): KeyPairKeyObjectResult {
  return readAgain(generateKeyPairSync('ec', { namedCurve, ...AS_BYTES }))
}

export function rsaPair(modulusLength = 2048): KeyPairKeyObjectResult {
  return readAgain(generateKeyPairSync('rsa', { modulusLength, ...AS_BYTES }))
}

export function ed25519Pair(): KeyPairKeyObjectResult {
  return readAgain(generateKeyPairSync('ed25519', AS_BYTES))
}

function readAgain(made: { publicKey: Buffer; privateKey: Buffer }): KeyPairKeyObjectResult {
  return {
    publicKey: createPublicKey({ key: made.publicKey, ...SPKI }),
    privateKey: createPrivateKey({ key: made.privateKey, ...PKCS8 }),
  }
}
