import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { statSync } from 'node:fs'
import type { JWK } from 'jose'

import { whileLocked } from './file-lock.ts'
import {
  createKeySet,
  type KeySet,
  keyFilePath,
  newKey,
  readKeySet,
  replaceKeySet,
  type StoredKey,
} from './key-file.ts'

/** A key of ours, ready for use. */
export interface SigningKey {
  kid: string
  privateKey: KeyObject
  publicKey: KeyObject
  /** For tokens that only this server reads; it ends with the key. */
  macKey: Buffer
  /** The public half as it is published at `/.well-known/jwks.json`. */
  publicJwk: JWK
}

/** Where a running server says that its keys have changed, or could not be read. */
export interface KeyLog {
  info(fields: object, text: string): void
  error(fields: object, text: string): void
}

/** What this server signs with, and the secret behind user codes. It follows the file while the server runs. */
export class KeyRing {
  /** 256 bits, for HMACs that only this server can make. */
  readonly secret: Buffer
  readonly #path: string
  readonly #log: KeyLog
  readonly #watch: NodeJS.Timeout
  readonly #listeners: (() => void)[] = []
  #stamp: string
  #current: SigningKey
  /** By kid, in the order in which they sign. */
  #keys: ReadonlyMap<string, SigningKey>

  constructor(path: string, { reloadMs, log }: { reloadMs: number; log: KeyLog }) {
    this.#path = path
    this.#log = log
    // Looked at before it is read: a change in between is then seen at the next look.
    this.#stamp = stampOf(path)
    const keys = existing(path)
    this.secret = Buffer.from(keys.secret, 'base64url')
    this.#current = signingKey(keys.current)
    this.#keys = keysOf(keys)
    this.#watch = setInterval(() => this.#look(), reloadMs).unref()
  }

  /** The key that signs. */
  get current(): SigningKey {
    return this.#current
  }

  /** The key of ours that a token names: also the next one, since another process may be ahead of us. */
  find(kid: string): SigningKey | null {
    return this.#keys.get(kid) ?? null
  }

  /** All that sign, will sign or have lately signed (RFC 7517 §5). */
  publicJwks(): JWK[] {
    return [...this.#keys.values()].map(({ publicJwk }) => publicJwk)
  }

  /** Is told after each reload. */
  onRotated(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Stops following the file. */
  close(): void {
    clearInterval(this.#watch)
  }

  #look(): void {
    const stamp = stampOf(this.#path)
    if (stamp === this.#stamp) return
    this.#stamp = stamp
    try {
      const keys = existing(this.#path)
      if (!Buffer.from(keys.secret, 'base64url').equals(this.secret)) {
        throw new Error(`${this.#path} is of another server; restart to use it`)
      }
      this.#current = signingKey(keys.current)
      this.#keys = keysOf(keys)
    } catch (error) {
      this.#log.error({ err: error }, 'The keys could not be read; those in memory go on.')
      return
    }
    this.#log.info({ kid: this.#current.kid }, 'The keys have been read again.')
    for (const listener of this.#listeners) listener()
  }
}

/**
 * Opens the keys of a data folder, or makes them at the first start.
 *
 * @param options.reloadMs how often the file is looked at
 * @throws when the file is there but is not ours
 */
export async function openKeyRing(
  dataDir: string,
  options: { reloadMs: number; log: KeyLog },
): Promise<KeyRing> {
  const path = keyFilePath(dataDir)
  await completeKeySet(path)
  return new KeyRing(path, options)
}

/**
 * Moves the ring on: the current key becomes the previous one, the next one signs, a new one is next. It is too soon
 * while tokens of the previous key may still live, since it would be forgotten.
 *
 * @param options.dropOld for when the file may have been read by others: current and next are both made anew, none of
 *   the old keys is kept, and every token they signed is dead at once. It is never too soon.
 * @param options.overlapSeconds the longest life of a token
 */
export async function rotateKeys(
  dataDir: string,
  options: { now: number; dropOld: boolean; overlapSeconds: number },
): Promise<{ kid: string; previous: string | null } | { tooSoonSeconds: number }> {
  const path = keyFilePath(dataDir)
  await completeKeySet(path)
  return whileLocked(path, () => {
    const { current, next, previous, rotatedAt, secret } = existing(path)
    const { now, dropOld, overlapSeconds } = options
    const waitSeconds = (rotatedAt ?? 0) + overlapSeconds - now
    if (!dropOld && previous !== null && waitSeconds > 0) return { tooSoonSeconds: waitSeconds }
    const keys: KeySet = {
      current: dropOld ? newKey() : next,
      next: newKey(),
      previous: dropOld ? null : current,
      rotatedAt: now,
      secret,
    }
    replaceKeySet(path, keys)
    return { kid: keys.current.kid, previous: keys.previous?.kid ?? null }
  })
}

/** The keys of a data folder by what they are for, without the keys themselves; none where it has no file. */
export function listKeys(
  dataDir: string,
): { kid: string; role: 'next' | 'current' | 'previous'; sinceAt: number | null }[] {
  const found = readKeySet(keyFilePath(dataDir))
  if (found === null) return []
  const { keys, complete } = found
  const roles = complete ? (['next', 'current', 'previous'] as const) : (['current'] as const)
  return roles.flatMap((role) => {
    const key = keys[role]
    return key === null ? [] : [{ kid: key.kid, role, sinceAt: keys.rotatedAt }]
  })
}

/** Makes the file where there is none, and writes it in today's form where it is of a time with a single key. */
async function completeKeySet(path: string): Promise<void> {
  const found = readKeySet(path)
  if (found === null) createKeySet(path)
  if (found === null || found.complete) return
  await whileLocked(path, () => {
    const again = readKeySet(path)
    if (again?.complete === false) replaceKeySet(path, again.keys)
  })
}

function existing(path: string): KeySet {
  const found = readKeySet(path)
  if (found === null) throw new Error(`${path} is gone`)
  return found.keys
}

function keysOf({ current, next, previous }: KeySet): Map<string, SigningKey> {
  const stored = previous === null ? [current, next] : [current, next, previous]
  return new Map(stored.map((key) => [key.kid, signingKey(key)]))
}

function signingKey({ kid, ...key }: StoredKey): SigningKey {
  const privateKey = createPrivateKey({ key, format: 'jwk' })
  const { d, ...publicKey } = key
  return {
    kid,
    privateKey,
    publicKey: createPublicKey(privateKey),
    macKey: createHmac('sha256', Buffer.from(d, 'base64url')).update('notice-tokens').digest(),
    publicJwk: { ...publicKey, kid, alg: 'ES256', use: 'sig' },
  }
}

/** Changes whenever the file does, even within one second. */
function stampOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? 'gone' : `${found.ino} ${found.mtimeNs} ${found.size}`
}
