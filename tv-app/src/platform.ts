import type { SelfDescription } from '../client/request-token.ts'
import type { Memory } from './play.ts'
import type { Account } from './story/state.ts'

/** What this set says of itself on the phone: letters, digits, blanks and dashes, at most 32. */
export function describeSet(userAgent: string): SelfDescription {
  const [, name] = NAMES.find(([pattern]) => pattern.test(userAgent)) ?? [null, 'TV in a browser']
  return { name, model: modelOf(userAgent) }
}

const NAMES: [RegExp, string][] = [
  [/Tizen/i, 'Samsung TV'],
  [/Web0S|webOS/i, 'LG TV'],
  [/VIDAA|Hisense/i, 'Hisense TV'],
  [/AFT[A-Z]/, 'Fire TV'],
  [/Xbox/i, 'Xbox'],
  [/PlayStation/i, 'PlayStation'],
  [/WPE|RDK/i, 'Set-top box'],
  [/Android/i, 'Android TV'],
]

function modelOf(userAgent: string): string {
  const browser = /(Edg|Firefox|Chrome|Version)\/(\d+)/.exec(userAgent)
  const system = /(Tizen|Web0S|Windows|Mac OS X|Linux|Android|CrOS)[ /]?(\d*)/.exec(userAgent)
  const names: Record<string, string> = { Edg: 'Edge', Version: 'Safari', Web0S: 'webOS' }
  const words = [browser?.[1], browser?.[2], system && 'on', system?.[1], system?.[2]]
  const text = words.filter(Boolean).map((word) => names[word ?? ''] ?? word)
  return text.join(' ').slice(0, 32).trim() || 'Television'
}

const PLACE = 'couchlink.last-hello'

/** localStorage, which may be full, forbidden or filled by somebody else. */
export const memory: Memory = {
  read() {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? 'null')
      return isAccount(kept) ? kept : null
    } catch {
      return null
    }
  },
  write(account) {
    try {
      if (account) localStorage.setItem(PLACE, JSON.stringify(account))
      else localStorage.removeItem(PLACE)
    } catch {
      // Then the next start without a server shows "offline" instead of the home screen.
    }
  },
}

function isAccount(kept: unknown): kept is Account {
  if (typeof kept !== 'object' || kept === null) return false
  const { name, color, binding, goodbyeSeconds } = kept as Partial<Record<keyof Account, unknown>>
  return (
    typeof name === 'string' &&
    typeof color === 'string' &&
    /^#[0-9A-Fa-f]{6}$/.test(color) &&
    typeof binding === 'string' &&
    typeof goodbyeSeconds === 'number'
  )
}
