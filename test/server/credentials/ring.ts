import { onTestFinished } from 'vitest'

import { type KeyLog, type KeyRing, openKeyRing } from '../../../server/credentials/keys.ts'
import { temporaryFolder } from '../../support/server.ts'

const SILENT: KeyLog = { info() {}, error() {} }

/** The real ring of a data folder; the test ends it. It looks at its file so often that no test has to wait for long. */
export async function openRing(
  dataDir = temporaryFolder(),
  options: { reloadMs?: number; log?: KeyLog } = {},
): Promise<KeyRing> {
  const ring = await openKeyRing(dataDir, { reloadMs: 5, log: SILENT, ...options })
  onTestFinished(() => ring.close())
  return ring
}

/** Resolves when the ring has read its file again. */
export function rotation(ring: KeyRing): Promise<void> {
  return new Promise((resolve) => ring.onRotated(resolve))
}
