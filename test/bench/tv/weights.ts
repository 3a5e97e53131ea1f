import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** On plain http, where a browser denies WebCrypto, which is how a home without a domain has it. */
const WITHOUT_WEBCRYPTO = 'p256.js'
/** The most that a set of any year has loaded until the code is on its screen; its own language is one script more. */
export const UP_TO_CODE = [
  'index.html',
  'tv.css',
  'identity.js',
  'app.js',
  WITHOUT_WEBCRYPTO,
  'fonts/inter-latin-500-normal.woff2',
  'fonts/inter-latin-700-normal.woff2',
] as const
/** What every set loads after that. */
export const AFTER_CODE = ['notices.js'] as const
/** What only some do, for HLS. */
export const ON_DEMAND = ['hls.js'] as const

export interface Weights {
  upToCode: number
  all: number
  /** The heaviest of the languages, each of which is a script of its own. */
  language: number
  /** What a set with WebCrypto need not load. */
  withoutWebCrypto: number
  onDemand: { name: string; bytes: number }[]
}

/** Bytes as they come compressed by gzip, which the oldest sets take; fonts come as they are. */
export function weigh(folder: string): Weights {
  const gzipped = (name: string): number => {
    const bytes = readFileSync(join(folder, name))
    return name.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 9 }).length
  }
  const sum = (names: readonly string[]): number =>
    names.reduce((total, name) => total + gzipped(name), 0)
  const texts = readdirSync(join(folder, 'texts')).filter((name) => name.endsWith('.js'))
  const language = Math.max(...texts.map((name) => gzipped(join('texts', name))))
  const upToCode = sum(UP_TO_CODE) + language
  return {
    upToCode,
    all: upToCode + sum(AFTER_CODE),
    language,
    withoutWebCrypto: gzipped(WITHOUT_WEBCRYPTO),
    onDemand: ON_DEMAND.map((name) => ({ name, bytes: gzipped(name) })),
  }
}
