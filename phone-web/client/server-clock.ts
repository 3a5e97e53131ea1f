/** An approval must be signed by the server's time, and phones' clocks are set by hand. */
export interface ServerClock {
  /** Seconds since 1970, as the server counts them. */
  nowAt(): number
  /** Takes the offset from the `Date` header of an answer; an absent or unreadable one changes nothing. */
  heard(date: string | null): void
}

/** @param nowMs this phone's own clock, in milliseconds since 1970 */
export function makeServerClock(nowMs: () => number): ServerClock {
  let offsetMs = 0
  return {
    nowAt: () => Math.floor((nowMs() + offsetMs) / 1000),
    heard(date) {
      const heardMs = date === null ? Number.NaN : Date.parse(date)
      if (!Number.isNaN(heardMs)) offsetMs = heardMs - nowMs()
    },
  }
}
