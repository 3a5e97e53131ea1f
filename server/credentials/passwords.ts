import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'

/** The longest password in bytes; longer ones are wrong without being hashed. */
export const PASSWORD_MAX_BYTES = 256

interface Job {
  id: number
  message: { id: number; password: string; hash?: string; options?: object }
  settle: (result: string | boolean) => void
}

/**
 * argon2id in worker threads of low priority. libuv's pool would be the simpler place, but there WebCrypto, DNS and
 * files wait behind every hash.
 */
export class Passwords {
  readonly #options: object
  readonly #waitingMax: number
  readonly #idle: Worker[] = []
  readonly #workers: Worker[] = []
  readonly #running = new Map<Worker, Job>()
  readonly #waiting: Job[] = []
  #nextId = 0
  /** Stands in for the hash of an account that does not exist. */
  readonly #decoy: Promise<string | 'busy'>

  constructor(config: { memoryKib: number; iterations: number; threads: number; waiting: number }) {
    this.#options = { memoryCost: config.memoryKib, timeCost: config.iterations, parallelism: 1 }
    this.#waitingMax = config.waiting
    for (let started = 0; started < config.threads; started += 1) this.#start()
    this.#decoy = this.hash(randomBytes(16).toString('hex'))
  }

  /** A fresh hash in PHC form; `busy` when too many are waiting. */
  async hash(password: string): Promise<string | 'busy'> {
    const result = await this.#run({ password: password.normalize('NFC'), options: this.#options })
    return result === false ? 'busy' : String(result)
  }

  /**
   * Whether this is the password behind the hash. With `null` for an unknown account it takes as long and says no, so
   * that the time tells nobody which accounts exist. `busy` when too many are waiting.
   */
  async verify(hash: string | null, password: string): Promise<boolean | 'busy'> {
    if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) return false
    const against = hash ?? (await this.#decoy)
    if (against === 'busy') return 'busy'
    const result = await this.#run({ password: password.normalize('NFC'), hash: against })
    if (result === 'busy') return 'busy'
    return hash !== null && result === true
  }

  async close(): Promise<void> {
    for (const job of [...this.#running.values(), ...this.#waiting.splice(0)]) job.settle('busy')
    this.#running.clear()
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()))
  }

  #run(message: Omit<Job['message'], 'id'>): Promise<string | boolean> {
    if (this.#waiting.length >= this.#waitingMax) return Promise.resolve('busy')
    return new Promise((settle) => {
      const id = this.#nextId++
      this.#waiting.push({ id, message: { id, ...message }, settle })
      this.#next()
    })
  }

  #next(): void {
    const worker = this.#idle[0]
    const job = this.#waiting[0]
    if (worker === undefined || job === undefined) return
    this.#idle.shift()
    this.#waiting.shift()
    this.#running.set(worker, job)
    worker.postMessage(job.message)
  }

  #start(): void {
    const worker = new Worker(new URL('./password-worker.mjs', import.meta.url))
    worker.unref()
    worker.on('message', ({ result }: { result: string | boolean }) => {
      this.#running.get(worker)?.settle(result)
      this.#running.delete(worker)
      this.#idle.push(worker)
      this.#next()
    })
    this.#workers.push(worker)
    this.#idle.push(worker)
  }
}
