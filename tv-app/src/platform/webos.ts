import { browser } from './browser.ts'
import { sayable } from './describe.ts'
import type { Platform } from './platform.ts'
import { quietly } from './quietly.ts'

/** What LG puts into the page of every app: `PalmSystem`, since webOS 6 also by its new name. */
interface LgSystem {
  /** JSON. */
  deviceInfo?: string
  locale?: string
  platformBack?(): void
}

interface LgWindow {
  webOSSystem?: LgSystem
  PalmSystem?: LgSystem
  /** LG's library `webOSTV.js`, where an operator has added it. */
  webOS?: {
    platformBack?(): void
    deviceInfo?(told: (info: { modelName?: unknown }) => void): void
  }
}

/** An app on an LG TV; `null` in its browser, where the system is not within reach. */
export function webos(owner: Window): Platform | null {
  const lg = owner as LgWindow
  const system = quietly(() => lg.webOSSystem ?? lg.PalmSystem)
  const library = quietly(() => lg.webOS)
  if (!system && !library?.platformBack) return null
  const page = browser(owner)
  const describe = { name: 'LG TV', model: sayable(modelOf(system), page.describe.model) }
  quietly(() =>
    library?.deviceInfo?.(({ modelName }) => {
      describe.model = sayable(modelName, describe.model)
    }),
  )
  return {
    ...page,
    name: 'webos',
    describe,
    habits: { backOnHome: 'ask', canLeave: true, asksFirst: false },
    language: quietly(() => system?.locale) || page.language,
    leave(asked = false) {
      quietly(() => {
        // From webOS 6 on the system's own way out asks once more.
        if (!asked && system?.platformBack) system.platformBack()
        else if (!asked && library?.platformBack) library.platformBack()
        else owner.close()
      })
    },
    // A video that plays holds the screen saver off by itself.
    keepAwake() {},
    onVisible(listener) {
      page.onVisible(listener)
      owner.document.addEventListener('webOSRelaunch', listener)
    },
  }
}

function modelOf(system: LgSystem | null): unknown {
  return quietly(() => {
    const info = JSON.parse(system?.deviceInfo ?? 'null') as { modelName?: unknown } | null
    return info?.modelName
  })
}
