import type { Timers } from '../../client/couchlink-tv.ts'
import type { VideoEvent } from '../story/state.ts'

/** So often the story hears where the video is: the digits change once a second, the line a little. */
const TIME_EVERY_MS = 250

/** A video that has stood still for so long does not come: a set's own player may wait for ever. */
const STALL_LIMIT_MS = 20_000

/** `HTMLMediaElement.HAVE_FUTURE_DATA`. */
export const HAVE_FUTURE_DATA = 3

export interface Report {
  /** Something new is under way, and is not waited for longer than anything else. */
  watchOver(): void
  close(): void
}

/**
 * Tells the story what a video element does, until `close()`.
 *
 * @param video new, nothing has arrived yet
 */
export function reportOn(
  video: HTMLVideoElement,
  tell: (event: VideoEvent) => void,
  timers: Timers,
): Report {
  let stands = true
  let toldAtMs = Number.NEGATIVE_INFINITY
  let patience: unknown = null

  function time(): void {
    // In between an element says where it was, and the line on the screen would jump back.
    if (video.seeking) return
    toldAtMs = timers.nowMs()
    const lengthSeconds = Number.isFinite(video.duration) ? video.duration : null
    tell({ type: 'video', what: 'time', at: video.currentTime, lengthSeconds })
  }

  function stall(): void {
    if (!video.paused) watchOver()
    if (stands) return
    stands = true
    tell({ type: 'video', what: 'stalled' })
  }

  function goOn(): void {
    timers.clear(patience)
    if (!stands) return
    stands = false
    tell({ type: 'video', what: 'playing' })
  }

  function watchOver(): void {
    timers.clear(patience)
    patience = timers.set(() => {
      tell({ type: 'video', what: 'failed', why: 'videoNetwork' })
    }, STALL_LIMIT_MS)
  }

  const listeners: Record<string, () => void> = {
    timeupdate() {
      const sinceMs = timers.nowMs() - toldAtMs
      // A clock that was put back must not silence it.
      if (sinceMs >= TIME_EVERY_MS || sinceMs < 0) time()
    },
    durationchange: time,
    pause() {
      // Nobody waits for it now, and many sets load nothing more until it goes on.
      timers.clear(patience)
      time()
    },
    play() {
      if (stands) watchOver()
    },
    seeking: stall,
    waiting: stall,
    playing: goOn,
    canplay: goOn,
    seeked() {
      time()
      if (video.readyState >= HAVE_FUTURE_DATA) goOn()
    },
    ended: () => tell({ type: 'video', what: 'ended' }),
  }
  for (const name of Object.keys(listeners)) {
    const listener = listeners[name]
    if (listener) video.addEventListener(name, listener)
  }
  watchOver()

  return {
    watchOver,
    close() {
      timers.clear(patience)
      for (const name of Object.keys(listeners)) {
        const listener = listeners[name]
        if (listener) video.removeEventListener(name, listener)
      }
    },
  }
}
