import type { NoticeClaims } from './access.ts'
import type { GuardedStream } from './guarded-stream.ts'

/** The MQTT sessions that have proved whose they are, by device, the oldest first. */
export class DeviceSessions {
  readonly #perDevice: number
  readonly #byDevice = new Map<string, readonly GuardedStream[]>()
  #count = 0

  /** @param perDevice how many sessions a device may have; a further one ends the oldest */
  constructor(perDevice: number) {
    this.#perDevice = perDevice
  }

  get count(): number {
    return this.#count
  }

  of(deviceId: string): readonly GuardedStream[] {
    return this.#byDevice.get(deviceId) ?? []
  }

  /** Takes the session in; an earlier one of the same clientId gives way [MQTT-3.1.4-2], then the oldest. */
  add(stream: GuardedStream, claims: NoticeClaims): void {
    const { clientId, deviceId } = claims
    for (const earlier of this.of(deviceId)) {
      if (earlier.claims?.clientId === clientId) this.#end(earlier)
    }
    const [oldest] = this.of(deviceId)
    if (oldest && this.of(deviceId).length >= this.#perDevice) this.#end(oldest)
    stream.claims = claims
    this.#byDevice.set(deviceId, [...this.of(deviceId), stream])
    this.#count += 1
  }

  /** Forgets a session that has ended; one that was never taken in is no matter. */
  remove(stream: GuardedStream): void {
    const deviceId = stream.claims?.deviceId
    if (deviceId === undefined) return
    const others = this.of(deviceId).filter((other) => other !== stream)
    if (others.length === this.of(deviceId).length) return
    this.#count -= 1
    if (others.length === 0) this.#byDevice.delete(deviceId)
    else this.#byDevice.set(deviceId, others)
  }

  /** @param now epoch seconds */
  endExpired(now: number): void {
    for (const streams of this.#byDevice.values()) {
      for (const stream of streams) {
        if (stream.claims !== null && stream.claims.expiresAt <= now) this.#end(stream)
      }
    }
  }

  /** Ends all sessions of this device. */
  endAll(deviceId: string): void {
    for (const stream of this.of(deviceId)) this.#end(stream)
  }

  #end(stream: GuardedStream): void {
    this.remove(stream)
    stream.destroy()
  }
}
