/**
 * Noon of the next day in the phone's own time zone, in epoch seconds. Days are counted by the calendar, so a night in
 * which the clocks change moves nothing.
 */
export function tomorrowNoon(nowMs: number): number {
  const now = new Date(nowMs)
  const noon = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 12)
  return Math.floor(noon.getTime() / 1000)
}
