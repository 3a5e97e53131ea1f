/** As much of a browser's window as the TV's outer parts ask for; time and frames go on when a test says so. */
export interface StandIn {
  owner: Window
  document: EventTarget & { hidden: boolean }
  /** Moves the window's clock on. */
  advance(ms: number): void
  /** Runs what waits for the next frame; returns how much that was. */
  frame(): number
}

/** @param more what this set's window holds besides, or instead */
export function standInWindow(more: Record<string, unknown> = {}): StandIn {
  const document = Object.assign(new EventTarget(), { hidden: false })
  const frames: (() => void)[] = []
  let timers: { id: number; atMs: number; run: () => void }[] = []
  let nowMs = 0
  let ids = 0
  const owner = Object.assign(new EventTarget(), {
    document,
    navigator: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0', language: 'de-AT' },
    location: { protocol: 'http:' },
    performance: { now: () => nowMs },
    requestAnimationFrame: (run: () => void) => frames.push(run),
    setTimeout(run: () => void, afterMs: number) {
      ids += 1
      timers.push({ id: ids, atMs: nowMs + afterMs, run })
      return ids
    },
    clearTimeout(id: number) {
      timers = timers.filter((timer) => timer.id !== id)
    },
    ...more,
  })
  Object.assign(document, { defaultView: owner })
  return {
    owner: owner as unknown as Window,
    document,
    advance(ms) {
      nowMs += ms
      const due = timers.filter(({ atMs }) => atMs <= nowMs)
      timers = timers.filter(({ atMs }) => atMs > nowMs)
      for (const { run } of due) run()
    },
    frame() {
      const due = frames.splice(0)
      for (const run of due) run()
      return due.length
    },
  }
}

/** An event with these members. */
export function told(type: string, members: Record<string, unknown> = {}): Event {
  return Object.assign(new Event(type), members)
}
