import type { PageContext } from '../context.ts'

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/**
 * How long ago a moment was, or how far away it is, in words: the server does not know the phone's time zone.
 *
 * @param at epoch seconds
 */
export function moment({ lang }: PageContext, at: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' })
  const away = at - now
  for (const [unit, seconds] of UNITS) {
    if (Math.abs(away) >= seconds) return format.format(Math.trunc(away / seconds), unit)
  }
  return format.format(0, 'second')
}
