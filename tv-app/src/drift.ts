/**
 * How far a screen may be pushed out of its place, in pixels of the stage. The two differ so that after two minutes
 * nothing is where it was.
 */
export const DRIFT = { x: 10, y: 7 } as const

const STEP_SECONDS = 4

/**
 * Where everything that would stand still is pushed to. A panel of organic light remembers what it shows for long, and
 * after two minutes of a still picture many sets dim it. A step is one pixel, which nobody sees; whole pixels keep a QR
 * code sharp.
 *
 * @param step any whole number from 0 on
 */
export function driftAt(step: number): { x: number; y: number } {
  return { x: swing(step, DRIFT.x), y: swing(step, DRIFT.y) }
}

/** To the one side, back, to the other side, and back, by 1 a step. */
export function swing(step: number, reach: number): number {
  const at = step % (4 * reach)
  if (at < reach) return at
  return at < 3 * reach ? 2 * reach - at : at - 4 * reach
}

/**
 * Calls back at once and with every step until it is stopped. All who drift are at the same step, whenever they began.
 * In between nothing changes, so that the loop that draws can rest.
 *
 * @returns stops it
 */
export function keepDrifting(move: (step: number) => void): () => void {
  const stepNow = () => Math.floor(performance.now() / 1000 / STEP_SECONDS)
  move(stepNow())
  const timer = setInterval(() => move(stepNow()), STEP_SECONDS * 1000)
  return () => clearInterval(timer)
}
