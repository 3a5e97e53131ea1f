import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { parentPort } from 'node:worker_threads'
import { hashSync, verifySync } from '@node-rs/argon2'

// Hashing must not slow down the event loop. On Linux the priority is this thread's alone; elsewhere it would be the whole process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

/** @param {{ id: number, password: string, hash?: string, options?: object }} job */
function run({ id, password, hash, options }) {
  try {
    const result = hash === undefined ? hashSync(password, options) : verifySync(hash, password)
    return { id, result }
  } catch {
    return { id, result: false }
  }
}

parentPort?.on('message', (job) => parentPort?.postMessage(run(job)))
