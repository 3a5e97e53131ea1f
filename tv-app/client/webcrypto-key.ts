import type { DeviceKey, GivenKey, PublicJwk } from './device-key.ts'

type BareKey = Omit<DeviceKey, 'deviceId'>

interface KeptKey {
  privateKey: CryptoKey
  jwk: PublicJwk
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const

/**
 * As long as for an answer of the server. Some sets' IndexedDB never answers; one that is merely slow must not cost a
 * bound TV who it is.
 */
const PATIENCE_MS = 10_000

/** A non-extractable P-256 key in IndexedDB; without a working IndexedDB one that lives as long as the page. */
export async function openWebCryptoKey(given: GivenKey | null): Promise<BareKey> {
  return bareKey((await inTime(storedKey(given))) ?? (await keptKey(null, given)))
}

async function storedKey(given: GivenKey | null): Promise<KeptKey> {
  const database = await openDatabase().catch(() => null)
  try {
    return await keptKey(database, given)
  } finally {
    database?.close()
  }
}

async function inTime(key: Promise<KeptKey>): Promise<KeptKey | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS)
  })
  try {
    return await Promise.race([key, late])
  } finally {
    clearTimeout(timer)
  }
}

async function keptKey(database: IDBDatabase | null, given: GivenKey | null): Promise<KeptKey> {
  if (given) {
    const imported = await importGiven(given)
    if (database) await put(database, imported, { replace: true }).catch(() => imported)
    return imported
  }
  const kept = database ? await get(database).catch(() => null) : null
  if (kept) return kept
  const made = await makeKey()
  // Two pages may start at once; the first key that was stored is the device's.
  return database ? put(database, made, { replace: false }).catch(() => made) : made
}

function bareKey({ privateKey, jwk }: KeptKey): BareKey {
  return {
    jwk,
    async sign(text) {
      const bytes = new TextEncoder().encode(text)
      return new Uint8Array(await crypto.subtle.sign(SIGNATURE, privateKey, bytes))
    },
    async sha256(text) {
      return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
    },
  }
}

async function makeKey(): Promise<KeptKey> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  return { privateKey: pair.privateKey, jwk: publicJwk(x, y) }
}

async function importGiven({ x, y, d }: GivenKey): Promise<KeptKey> {
  const jwk = publicJwk(x, y)
  const privateKey = await crypto.subtle.importKey('jwk', { ...jwk, d }, CURVE, false, ['sign'])
  return { privateKey, jwk }
}

function publicJwk(x: string | undefined, y: string | undefined): PublicJwk {
  if (x === undefined || y === undefined) throw new Error('A P-256 key has two coordinates.')
  return { kty: 'EC', crv: 'P-256', x, y }
}

const STORE = 'keys'
const DEVICE = 'device'

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('couchlink', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
    request.onblocked = () => reject(new Error('The key database is held by another page.'))
  })
}

function get(database: IDBDatabase): Promise<KeptKey | null> {
  return new Promise((resolve, reject) => {
    const request = database.transaction(STORE).objectStore(STORE).get(DEVICE)
    request.onsuccess = () => resolve((request.result as KeptKey | undefined) ?? null)
    request.onerror = () => reject(request.error)
  })
}

/** Stores the key and says which one is stored now. */
function put(
  database: IDBDatabase,
  key: KeptKey,
  { replace }: { replace: boolean },
): Promise<KeptKey> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, 'readwrite')
    const store = transaction.objectStore(STORE)
    let stored = key
    const request = store.get(DEVICE)
    request.onsuccess = () => {
      const other = request.result as KeptKey | undefined
      if (other && !replace) stored = other
      else store.put(key, DEVICE)
    }
    transaction.oncomplete = () => resolve(stored)
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}
