import type { SelfDescription } from '../../client/couchlink-tv.ts'

/** What this set says of itself on the phone: letters, digits, blanks and dashes, at most 32. */
export function describeSet(userAgent: string): SelfDescription {
  const [, name] = NAMES.find(([pattern]) => pattern.test(userAgent)) ?? [null, 'TV in a browser']
  return { name, model: modelOf(userAgent) }
}

/** Such as a model's name, in signs that the server takes; `otherwise` when nothing is left of it. */
export function sayable(text: unknown, otherwise: string): string {
  if (typeof text !== 'string') return otherwise
  const words = text.normalize('NFC').replace(UNSAYABLE, ' ').replace(/ +/g, ' ')
  return words.trim().slice(0, 32).trim() || otherwise
}

/** Engines of 2018 know no \p{L}, so the alphabets of those who name their TVs stand here one by one. */
const LETTERS = [
  'A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f',
  '\u0391-\u03a1\u03a3-\u03ce\u0400-\u0481\u048a-\u052f',
  '\u05d0-\u05ea\u0620-\u064a',
  '\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fef\uac00-\ud7a3',
].join('')

const UNSAYABLE = new RegExp(`[^${LETTERS}0-9 -]`, 'g')

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
