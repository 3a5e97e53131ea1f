/** A chip that takes a second context within this time will take the third as well. */
const LATELY_MS = 60_000

interface Place {
  history: Pick<History, 'state' | 'replaceState'>
}

interface Lost {
  lostContextAtMs: number
}

/**
 * Whether to draw without WebGL, because its context was taken away a moment ago. That is remembered by the entry of the
 * page in its history: it outlasts a reload and nothing else, and no set forbids it or runs out of room for it.
 */
export function lostContextLately({ history }: Place, nowMs: number): boolean {
  const { lostContextAtMs } = (history.state ?? {}) as Partial<Lost>
  // A clock that was put right meanwhile says nothing.
  return typeof lostContextAtMs === 'number' && Math.abs(nowMs - lostContextAtMs) < LATELY_MS
}

/** A context that was taken away never draws again: that is remembered, and `startOver` called. */
export function whenContextIsLost(
  canvas: HTMLCanvasElement,
  place: Place,
  { nowMs, startOver }: { nowMs(): number; startOver(): void },
): void {
  canvas.addEventListener('webglcontextlost', () => {
    const lost: Lost = { lostContextAtMs: nowMs() }
    try {
      place.history.replaceState({ ...(place.history.state ?? {}), ...lost }, '')
    } catch {
      // Some engines allow so many in a while and no more; then there is nothing to be remembered for long either.
    }
    startOver()
  })
}
