import type { Notices } from '#contract/notice'
import type { Timers } from '../client/timers.ts'

/** The line of one link request, as the story holds it. */
export interface Line {
  /** The page is shown again, or the network is back. */
  wake(): void
  close(): void
}

/** What the story hears from it: `onNudge` says nothing but "ask", and `onLine` whether such nudges arrive. */
export interface Ear {
  onNudge(): void
  onLine(up: boolean): void
}

export type Listen = (notices: Notices, ear: Ear) => Line

/** Where its chunk does not come there are no notices, and the story asks every few seconds. */
export function makeListen(timers: Timers): Listen {
  return (notices, ear) => {
    let line: Line | null = null
    let closed = false
    import('./waiting-line.ts').then(
      ({ openLine }) => {
        if (!closed) line = openLine(notices, { ...ear, timers })
      },
      () => undefined,
    )
    return {
      wake: () => line?.wake(),
      close() {
        closed = true
        line?.close()
      },
    }
  }
}
