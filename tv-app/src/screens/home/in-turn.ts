import type { Stage } from '../../lightning.js'

/** Out of the 16 ms of a frame; on a weak set one piece of work takes as long. */
const BUDGET_MS = 5

const waiting: (() => void)[] = []
let watched: Stage | null = null

/**
 * Does this in one of the next frames, after all that was asked for before: whoever has many pictures to paint does not
 * hold up the one frame in which the focus moves. What waits is bounded by those who ask, each for its own element.
 *
 * @returns takes it back
 */
export function inTurn(stage: Stage, work: () => void): () => void {
  if (watched !== stage) {
    watched = stage
    stage.on('frameStart', workOff)
  }
  waiting.push(work)
  return () => {
    const at = waiting.indexOf(work)
    if (at >= 0) waiting.splice(at, 1)
  }
}

function workOff(): void {
  if (waiting.length === 0) return
  const start = performance.now()
  do waiting.shift()?.()
  while (waiting.length > 0 && performance.now() - start < BUDGET_MS)
}
