import type { Timers } from './timers.ts'

/** Often enough that waking up is noticed within two seconds, and nothing beside drawing a screen. */
export const BEAT_MS = 1000
/** A busy main thread is late too, but not by as much; and sockets outlive a shorter sleep. */
const ASLEEP_FROM_MS = 5000

/**
 * Notices that this device was asleep where no event tells: a timer comes much too late. One that seems to come much too
 * early means that the clock was put back, which is often done on waking and hides how long that was. A page that is not
 * shown has late timers by its browser's will, so there it means nothing, and being shown again is an event.
 *
 * @returns to be called to end it
 */
export function watchSleep(
  { timers, isHidden }: { timers: Timers; isHidden(): boolean },
  onAwake: () => void,
): () => void {
  let timer: unknown
  let beatAtMs = 0

  function beat(): void {
    beatAtMs = timers.nowMs()
    timer = timers.set(() => {
      const lateMs = timers.nowMs() - beatAtMs - BEAT_MS
      beat()
      if (Math.abs(lateMs) >= ASLEEP_FROM_MS && !isHidden()) onAwake()
    }, BEAT_MS)
  }

  beat()
  return () => timers.clear(timer)
}
