import { closeSync, openSync, unlinkSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** How often another process may be found at the file, and how long to wait each time; it needs a few milliseconds. */
const LOCK_TRIES = 250
const LOCK_WAIT_MS = 20

/**
 * Does something with the file while no other process does. The lock is never taken from another: a crash in these
 * few milliseconds leaves it behind, and then a person has to look.
 */
export async function whileLocked<T>(path: string, work: () => T): Promise<T> {
  const lock = `${path}.lock`
  for (let tries = 1; !takeLock(lock); tries += 1) {
    if (tries === LOCK_TRIES) {
      throw new Error(`another command is changing ${path}; if none is running, remove ${lock}`)
    }
    await wait(LOCK_WAIT_MS)
  }
  try {
    return work()
  } finally {
    unlinkSync(lock)
  }
}

function takeLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
