import type { P256 } from '../../../tv-app/client/soft-key.ts'

// The script puts itself on `window`, which in a test is the global object.
Object.assign(globalThis, { window: globalThis })
await import('../../../tv-app/src/p256.ts')

const loaded = (globalThis as { couchlink?: { p256?: P256 } }).couchlink?.p256
if (!loaded) throw new Error('p256.ts did not load.')

/** The P-256 of pages without WebCrypto. */
export const p256 = loaded
