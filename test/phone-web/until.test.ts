import { afterEach, expect, test } from 'vitest'

import { tomorrowNoon } from '../../phone-web/src/until.ts'

const zone = process.env['TZ']

afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test.each([
  ['UTC', '2026-11-22T14:00:00Z', '2026-11-23T12:00:00Z'],
  ['UTC', '2026-12-31T23:59:59Z', '2027-01-01T12:00:00Z'],
  ['UTC', '2028-02-28T00:00:00Z', '2028-02-29T12:00:00Z'],
  // Just after midnight "tomorrow" is the day after, as the calendar has it.
  ['America/New_York', '2026-07-01T04:05:00Z', '2026-07-02T16:00:00Z'],
  // The clocks go forward and back in the night between: 23 and 25 hours later, and noon all the same.
  ['Europe/Berlin', '2026-03-28T11:00:00Z', '2026-03-29T10:00:00Z'],
  ['Europe/Berlin', '2026-10-24T10:00:00Z', '2026-10-25T11:00:00Z'],
  ['Asia/Kathmandu', '2026-05-01T18:20:00Z', '2026-05-03T06:15:00Z'],
])('in %s at %s it is %s', (tz, now, noon) => {
  process.env['TZ'] = tz
  expect(new Date(tomorrowNoon(Date.parse(now)) * 1000).toISOString()).toBe(
    noon.replace('Z', '.000Z'),
  )
})

test('it is at most 36 hours away, and 37 in the night in which the clocks go back', () => {
  process.env['TZ'] = 'Europe/Berlin'
  const start = Date.parse('2026-10-20T00:00:00Z')
  for (let hour = 0; hour < 240; hour++) {
    const now = start + hour * 3_600_000
    const away = tomorrowNoon(now) - now / 1000
    expect(away).toBeGreaterThanOrEqual(12 * 3600)
    expect(away).toBeLessThanOrEqual(37 * 3600)
  }
})
