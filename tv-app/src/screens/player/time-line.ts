import type { PlayerScreen } from '../../story/screen.ts'
import { SAFE, STAGE } from '../../theme.ts'

/** Where the line lies. Time runs from left to right in every language, as on every player. */
export const LINE = { x: SAFE.x, y: 916, width: STAGE.width - 2 * SAFE.x, height: 10 } as const

/** As far above and below the line a pointer still means it: it trembles in the hand. */
const REACH = 40

/** What the line shows, in pixels of the line and in digits. */
export interface LineView {
  played: number
  /** Where the person is about to jump; `null` when nobody is choosing. */
  target: number | null
  elapsed: string
  /** `null` while nobody knows how long it is. */
  remaining: string | null
  length: string | null
  targetTime: string | null
}

type Times = Pick<PlayerScreen, 'at' | 'seeking' | 'lengthSeconds'>

export function lineView({ at, seeking, lengthSeconds }: Times): LineView {
  const elapsed = clock(at)
  if (lengthSeconds === null || lengthSeconds <= 0) {
    const unknown = { remaining: null, length: null, targetTime: null, target: null }
    return { played: 0, elapsed, ...unknown }
  }
  const along = (seconds: number) =>
    Math.round(Math.min(1, Math.max(0, seconds / lengthSeconds)) * LINE.width)
  return {
    played: along(at),
    target: seeking === null ? null : along(seeking),
    elapsed,
    // Made of what is shown, so that elapsed and remaining always add up to the length.
    remaining: `−${clock(Math.max(0, Math.floor(lengthSeconds) - Math.floor(at)))}`,
    length: clock(lengthSeconds),
    targetTime: seeking === null ? null : clock(seeking),
  }
}

/** Which moment a pointer means. @returns seconds, or `null` beside the line */
export function pointedAt(
  { x, y }: { x: number; y: number },
  lengthSeconds: number | null,
): number | null {
  const onLine = Math.abs(y - LINE.y - LINE.height / 2) <= REACH
  if (!onLine || lengthSeconds === null || x < LINE.x - REACH || x > LINE.x + LINE.width + REACH) {
    return null
  }
  return Math.min(1, Math.max(0, (x - LINE.x) / LINE.width)) * lengthSeconds
}

/** `7:05`, `1:07:05`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`
}
