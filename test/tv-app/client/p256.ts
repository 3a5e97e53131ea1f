/** The P-256 of pages without WebCrypto. */
export { p256 } from '../../../tv-app/client/p256.ts'
