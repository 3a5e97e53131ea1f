import { browser } from './platform/browser.ts'
import { fireTv } from './platform/fire-tv.ts'
import { firebolt } from './platform/firebolt.ts'
import type { Platform } from './platform/platform.ts'
import { senza } from './platform/senza.ts'
import { tizen } from './platform/tizen.ts'
import { webos } from './platform/webos.ts'

export type { Platform }

/** Each tells by what the window holds whether the app runs on it; no set holds the marks of two. */
const SETS = [senza, tizen, webos, firebolt, fireTv]

/** The set that this page runs on. To be asked once: it may open a line to the set. */
export function findPlatform(owner: Window): Platform {
  for (const set of SETS) {
    const platform = set(owner)
    if (platform) return platform
  }
  return browser(owner)
}
