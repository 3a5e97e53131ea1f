import bowser from 'bowser'

import { BoundedMap } from '../credentials/bounded-map.ts'

/**
 * What a browser seems to be, for the lists and messages in which a person recognizes it: `Chrome on Android`,
 * `Safari on iPhone`, `webOS TV`. Made of known names alone, since the header says whatever its sender likes.
 *
 * @returns at most 40 characters; `null` where the header is missing, oversized or tells nothing
 */
export function browserLabel(userAgent: string | undefined): string | null {
  if (!userAgent || userAgent.length > MAX_HEADER) return null
  const known = labels.get(userAgent)
  if (known !== undefined) return known
  const label = labelOf(userAgent)
  labels.set(userAgent, label)
  return label
}

/** Browsers stay far below it; the time to look at a longer one would be the sender's to choose. */
const MAX_HEADER = 512

/** A household has a dozen browsers; at most 500 kB of headers are kept. */
const MAX_LABELS = 1000

const labels = new BoundedMap<string, string | null>(MAX_LABELS)

function labelOf(userAgent: string): string | null {
  const { browser, os, platform } = bowser.parse(userAgent)
  if (os.name === 'WebOS') return 'webOS TV'
  if (os.name === 'Tizen' && platform.type === 'tv') return 'Tizen TV'
  const name = BROWSERS.get(browser.name ?? '')
  if (name === undefined) return null
  const where = DEVICES.get(platform.model ?? '') ?? SYSTEMS.get(os.name ?? '')
  return where === undefined ? name : `${name} on ${where}`
}

/** Where bowser knows no browser, it answers with a piece of the header: only names of its own table count. */
const BROWSERS = new Map(
  Object.values(bowser.BROWSER_MAP)
    .filter((name) => name !== bowser.BROWSER_MAP['generic'])
    .map((name) => [name, name.replace(/ for Android$/, '')]),
)

const SYSTEMS = new Map(Object.values(bowser.OS_MAP).map((name) => [name, name]))

/** People say which one they hold, not which system runs on it. */
const DEVICES = new Map(['iPhone', 'iPad'].map((name) => [name, name]))
