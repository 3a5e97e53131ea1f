import { browser } from './browser.ts'
import type { Platform } from './platform.ts'
import { quietly } from './quietly.ts'

/** A web app on Amazon's Fire TV; `null` in its browser Silk, which is left by its own keys. */
export function fireTv(owner: Window): Platform | null {
  const { userAgent } = owner.navigator
  if (!/\bAFT[A-Z]/.test(userAgent) || /\bSilk\//.test(userAgent)) return null
  return {
    ...browser(owner),
    name: 'fire-tv',
    habits: { backOnHome: 'ask', canLeave: true, asksFirst: false },
    // The way back leads out of the app when it has only one page.
    leave() {
      quietly(() => owner.history.back())
    },
  }
}
