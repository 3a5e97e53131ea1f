import { setTimeout as pause } from 'node:timers/promises'

import type { BenchSet } from './set.ts'
import type { WatchedWindow } from './watch.ts'

/** Within what is drawn, and beyond its edge. Each leads somewhere, wherever the walk begins: every rail keeps its place. */
const WALK = [
  'Right',
  'Right',
  'Down',
  'Right',
  'Down',
  'Right',
  'Up',
  'Left',
  'Up',
  'Left',
] as const
const CODES = { Left: 37, Up: 38, Right: 39, Down: 40 } as const
type Way = keyof typeof CODES

/**
 * Between what a press has drawn and the next one, in milliseconds; no multiple of a frame, so that presses come at any
 * time within one. `looking` is a person who looks for something; with `resting` all has come to rest, and the app has
 * ceased to draw.
 */
const BETWEEN_MS = { looking: 173, resting: 1733 } as const
export type Pace = keyof typeof BETWEEN_MS
/** A press that has drawn nothing by then has drawn nothing. */
const LIMIT_MS = 3000

/** Milliseconds from each of so many presses to the frame that shows what it did. */
export async function pressKeys(set: BenchSet, presses: number, pace: Pace): Promise<number[]> {
  await set.page.evaluate(() => {
    ;(window as unknown as WatchedWindow).benchKeys.length = 0
  })
  for (let press = 0; press < presses; press += 1) {
    await pressOne(set, WALK[press % WALK.length] ?? 'Right')
    await set.page
      .waitForFunction(
        (count) => (window as unknown as WatchedWindow).benchKeys.length >= count,
        press + 1,
        { timeout: LIMIT_MS, polling: 20 },
      )
      .catch(() => {
        throw new Error(`press ${press + 1} has drawn nothing within ${LIMIT_MS} ms`)
      })
    await pause(BETWEEN_MS[pace])
  }
  return set.page.evaluate(() => (window as unknown as WatchedWindow).benchKeys.slice())
}

/** By the browser's own way, so that the time of the press is the browser's. */
export async function pressOne({ cdp }: BenchSet, way: Way): Promise<void> {
  const key = { key: `Arrow${way}`, windowsVirtualKeyCode: CODES[way] }
  await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
  await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
}
