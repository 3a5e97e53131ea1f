import { BoundedMap } from '../../credentials/bounded-map.ts'

/**
 * When each device last said hello. That is told far more often than anybody asks for it, so it stays in memory and is
 * written down now and then, all at once.
 */
export class Presence {
  readonly #seen: BoundedMap<string, number>
  #unwritten: BoundedMap<string, number>
  readonly #entries: number

  /** @param entries how many devices are held; those that were heard longest ago give way */
  constructor(entries: number) {
    this.#entries = entries
    this.#seen = new BoundedMap(entries)
    this.#unwritten = new BoundedMap(entries)
  }

  saw(deviceId: string, now: number): void {
    this.#seen.set(deviceId, now)
    this.#unwritten.set(deviceId, now)
  }

  /** Epoch seconds; `null` when nothing was heard since this process began. */
  lastSeen(deviceId: string): number | null {
    return this.#seen.get(deviceId) ?? null
  }

  /** What has not been written down yet; from now on it counts as written. */
  take(): [deviceId: string, at: number][] {
    const taken = [...this.#unwritten.entries()]
    this.#unwritten = new BoundedMap(this.#entries)
    return taken
  }
}
