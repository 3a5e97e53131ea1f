import { createPrivateKey, randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'

import { newPrivateKey, PrivateKey, thumbprint } from './p256.ts'

const StoredKey = v.object({
  ...PrivateKey.entries,
  kid: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
})
export type StoredKey = v.InferOutput<typeof StoredKey>

const secret = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))

/** What `keys.json` holds: the keys of tokens, and 256 bits for HMACs that only this server can make. */
const KeySet = v.object({
  current: StoredKey,
  /** Published before it signs, so that whoever keeps our keys for a while knows it in time. */
  next: StoredKey,
  /** Signs no more, but what it has signed still counts. */
  previous: v.nullable(StoredKey),
  /** Epoch seconds; `null` before the first rotation. */
  rotatedAt: v.nullable(v.pipe(v.number(), v.integer())),
  secret,
})
export type KeySet = v.InferOutput<typeof KeySet>

/** The file as it was before there were several keys. */
const SingleKey = v.object({ signing: StoredKey, secret })

export function keyFilePath(dataDir: string): string {
  return join(dataDir, 'keys.json')
}

/**
 * Reads the file. A file of a single key is read as the set it becomes, with a fresh `next`.
 *
 * @throws when the file is there but is not ours: starting with fresh keys would end every session silently
 */
export function readKeySet(path: string): { keys: KeySet; complete: boolean } | null {
  const text = readIfThere(path)
  if (text === null) return null
  try {
    const stored: unknown = JSON.parse(text)
    const single = v.safeParse(SingleKey, stored)
    const keys = single.success
      ? { ...keySetAround(single.output.signing), secret: single.output.secret }
      : v.parse(KeySet, stored)
    for (const key of [keys.current, keys.next, keys.previous]) {
      if (key !== null) createPrivateKey({ key, format: 'jwk' })
    }
    return { keys, complete: !single.success }
  } catch {
    throw new Error(
      `${path} does not hold Couchlink's keys; restore it from a backup or move it away`,
    )
  }
}

/** Fresh keys in a folder that has none. Of two processes at once one wins, and both go on with its keys. */
export function createKeySet(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = writeDraft(path, keySetAround(newKey()))
  try {
    linkSync(draft, path)
    syncFolder(path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
}

/** Puts a whole new file in the place of the old one: neither a crash nor a reader ever sees half of it. */
export function replaceKeySet(path: string, keys: KeySet): void {
  const { uid, gid } = statSync(path)
  const draft = writeDraft(path, keys)
  // A command that an operator runs as root must not take the file away from the server's own user.
  if (statSync(draft).uid !== uid) chownSync(draft, uid, gid)
  renameSync(draft, path)
  syncFolder(path)
}

export function newKey(): StoredKey {
  const key = newPrivateKey()
  return { ...key, kid: thumbprint(key) }
}

function keySetAround(current: StoredKey): KeySet {
  const fresh = randomBytes(32).toString('base64url')
  return { current, next: newKey(), previous: null, rotatedAt: null, secret: fresh }
}

function writeDraft(path: string, keys: KeySet): string {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true })
  return draft
}

/** A new name in a folder survives a power cut only when the folder is written, too. */
function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code
}
