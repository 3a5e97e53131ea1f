import { isOnCode } from './screen.ts'
import type { State, Timer } from './state.ts'
import { after, between } from './state.ts'

/** How often hello is asked for when nothing nudges, and how long the story waits elsewhere. Seconds. */
export const PACE = {
  onLink: 30,
  bound: { from: 150, to: 450 },
  backOffCap: 30,
  /** Without a `Retry-After`, a refusal is respected for this long. */
  refused: 2,
  renewBeforeEnd: 30,
  /** The time of a code is nobody's concern until so little is left. */
  endingBefore: 60,
  welcome: 4,
  fresh: 15,
  settle: 1.5,
  note: 15,
  /** A set may stay on for weeks, and what there is to watch changes. */
  catalogue: { known: { from: 1800, to: 5400 }, retry: 10 },
  /** After the last press of a seek key the video jumps. */
  seek: 0.6,
  controls: 4,
} as const

/** So often the TV renews its code before it asks for a key press. */
export const MAX_RENEWALS = 6

/** No retry comes sooner, whatever the dice say. */
const LEAST_WAIT_MS = 250

/** Full jitter within a window that doubles from 1 s to 30 s, after what the server asked for. */
export function backOff(
  name: 'hello' | 'retry' | 'catalogue',
  tries: number,
  retryAfterSeconds: number,
): Timer {
  const windowSeconds = Math.min(PACE.backOffCap, 2 ** Math.max(0, tries - 1))
  const fromMs = Math.max(LEAST_WAIT_MS, retryAfterSeconds * 1000)
  return {
    do: 'timer',
    name,
    fromMs,
    toMs: Math.max(fromMs, fromMs + windowSeconds * 1000 - LEAST_WAIT_MS),
  }
}

/** When to ask hello next, now that it has been answered. */
export function nextHello({ screen, line }: State): Timer {
  if (isOnCode(screen)) {
    const usual = line ? PACE.onLink : (screen.link?.intervalSeconds ?? PACE.onLink)
    // Nobody sends a notice because a match is over, and a dead pad must not wait for a number.
    return after(
      'hello',
      screen.name === 'match' ? Math.min(usual, screen.endsInSeconds + 1) : usual,
    )
  }
  return between('hello', PACE.bound)
}

/** A whole fleet loses its lines in one moment: each asks at a moment of its own, and from then on out of step. */
export function helloWithoutLine(state: State): Timer {
  return { ...nextHello(state), fromMs: LEAST_WAIT_MS }
}
