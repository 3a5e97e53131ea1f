import type { Answer } from './calls.ts'
import type { AtOnce } from './races.ts'

/** Verbs of the store that change nothing: of two such next to each other it does not matter which comes first. */
const READS = [
  ...['deviceState', 'linkByHandle', 'liveLinkByUserCode', 'linkByDeviceCode', 'grantById'],
  ...[
    'accountByUsername',
    'accountKnows',
    'crowdAt',
    'sessionByHash',
    'missesOf',
    'matchedLink',
    'devicesOf',
    'passkeysOf',
    'passkeyById',
    'phoneKeysOf',
    'phoneKeyById',
    'payloadOf',
  ],
  // Here nobody is ever made to wait for what they missed.
  'forgetMisses',
]

interface Waiting {
  reads: boolean
  go: () => void
}

/**
 * Says whose turn it is. Every verb of the store is atomic by itself, so what comes of calls that run at once depends
 * on nothing but the order of their verbs, and here that order is chosen, one verb at a time.
 */
export class Turns {
  readonly #waiting: Waiting[] = []
  /** Those whose turn here would give an order that differs from an earlier one by two reads next to each other. */
  #asleep = new Set<Waiting>()
  #running = false
  readonly #settled: () => Promise<boolean>

  /** @param settled resolves when nothing is done beside the calls any more; answers whether anything was */
  constructor(settled: () => Promise<boolean>) {
    this.#settled = settled
  }

  /** Which of those that could go was let go at each turn, and how many they were. */
  readonly taken: { choice: number; of: number }[] = []

  /** For `FlowParts.turn`: waits while a race is on. */
  readonly turn = async <T>(name: string, verb: () => Promise<T>): Promise<T> => {
    if (this.#running) await this.#wait(READS.includes(name))
    return verb()
  }

  /** Runs calls at once: at each turn goes the one of the waiting that is chosen, and the first where nothing is. */
  atOnce(choices: readonly number[]): AtOnce {
    return async (calls) => {
      this.#running = true
      this.taken.length = 0
      this.#asleep.clear()
      let open = calls.length
      const answers = calls.map(async ({ make, movesTime }): Promise<Answer> => {
        await this.#wait(!movesTime)
        const answer = await make()
        open -= 1
        return answer
      })
      while (open > 0) {
        await this.#quiet()
        if (this.#waiting.length > 0) this.#letGo(choices[this.taken.length] ?? 0)
      }
      this.#running = false
      return Promise.all(answers)
    }
  }

  /** All that can go on without a turn has gone on. */
  async #quiet(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve))
    while (await this.#settled())
  }

  #wait(reads: boolean): Promise<void> {
    return new Promise((go) => this.#waiting.push({ reads, go }))
  }

  #letGo(chosen: number): void {
    const awake = this.#waiting.filter((waiting) => !this.#asleep.has(waiting))
    // Where all are asleep the whole order has been seen; it only has to come to its end.
    const candidates = awake.length > 0 ? awake : this.#waiting.slice(0, 1)
    const choice = chosen % candidates.length
    const next = candidates[choice] as Waiting
    this.taken.push({ choice, of: candidates.length })
    // Sleep sets: what came first in an earlier order need not come now, until something happens that matters to it.
    const seenFirst = [...this.#asleep, ...candidates.slice(0, choice)]
    this.#asleep = new Set(seenFirst.filter(({ reads }) => reads && next.reads))
    this.#asleep.delete(next)
    this.#waiting.splice(this.#waiting.indexOf(next), 1)
    next.go()
  }
}

/** The choices after these, in the order of a tree that is walked to its end; `null` when it has been. */
export function nextChoices(taken: readonly { choice: number; of: number }[]): number[] | null {
  const last = taken.findLastIndex(({ choice, of }) => choice + 1 < of)
  if (last < 0) return null
  return taken.slice(0, last + 1).map(({ choice }, turn) => (turn === last ? choice + 1 : choice))
}
