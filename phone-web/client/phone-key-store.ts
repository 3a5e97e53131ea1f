/** Where a page keeps its keys. */
export interface PhoneKeyStore {
  get(name: string): Promise<CryptoKeyPair | null>
  /** Keeps it unless there is one of that name by now, and says which one is kept. */
  add(name: string, pair: CryptoKeyPair): Promise<CryptoKeyPair>
}

const DATABASE = 'couchlink-phone'
const STORE = 'keys'

/** IndexedDB, which holds keys that no script can read. */
export const indexedDbKeys: PhoneKeyStore = {
  get: (name) =>
    inStore('readonly', (store, done) => {
      const request = store.get(name)
      request.onsuccess = () => done((request.result as CryptoKeyPair | undefined) ?? null)
    }),
  add: (name, pair) =>
    inStore('readwrite', (store, done) => {
      const request = store.get(name)
      request.onsuccess = () => {
        const other = request.result as CryptoKeyPair | undefined
        // Two pages may start at once; the first key that was stored stays.
        if (other === undefined) store.put(pair, name)
        done(other ?? pair)
      }
    }),
}

/** Resolves with what `work` said once the transaction is complete, and so on the disk. */
async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore, done: (result: T) => void) => void,
): Promise<T> {
  const database = await openDatabase()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode)
      let result: { value: T } | null = null
      work(transaction.objectStore(STORE), (value) => {
        result = { value }
      })
      transaction.oncomplete = () =>
        result === null ? reject(new Error('Nothing was read.')) : resolve(result.value)
      transaction.onerror = () => reject(transaction.error)
      transaction.onabort = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
    request.onblocked = () => reject(new Error('The key database is held by another page.'))
  })
}
