import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'

/** What this server signs with, and the secret behind user codes. One set per data folder. */
export interface Keys {
  kid: string
  privateKey: KeyObject
  publicKey: KeyObject
  /** The public half as it is published at `/.well-known/jwks.json`. */
  publicJwk: JWK
  /** 256 bits, for HMACs that only this server can make. */
  secret: Buffer
}

/**
 * Reads `keys.json` of the data folder, or makes it at the first start (ES256, file mode 0600).
 *
 * @throws when the file is there but is not ours: starting with fresh keys would end every session silently
 */
export async function loadKeys(dataDir: string): Promise<Keys> {
  const path = join(dataDir, 'keys.json')
  if (!existsSync(path)) await createKeys(dataDir, path)
  const stored = JSON.parse(readFileSync(path, 'utf8')) as { signing?: JWK; secret?: string }
  if (stored.signing?.kid === undefined || stored.secret === undefined) {
    throw new Error(
      `${path} does not hold Couchlink's keys; restore it from a backup or move it away`,
    )
  }
  const privateKey = createPrivateKey({ key: { ...stored.signing }, format: 'jwk' })
  const publicKey = createPublicKey(privateKey)
  return {
    kid: stored.signing.kid,
    privateKey,
    publicKey,
    publicJwk: {
      ...(await exportJWK(publicKey)),
      kid: stored.signing.kid,
      alg: 'ES256',
      use: 'sig',
    },
    secret: Buffer.from(stored.secret, 'base64url'),
  }
}

/** Writes aside and links into place, so that neither a crash nor a second process leaves half a file or two sets. */
async function createKeys(dataDir: string, path: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const signing = await exportJWK(privateKey)
  signing.kid = await calculateJwkThumbprint(signing)
  const stored = { signing, secret: randomBytes(32).toString('base64url') }
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}
