import { browser } from './browser.ts'
import { sayable } from './describe.ts'
import type { Platform } from './platform.ts'
import { quietly } from './quietly.ts'

/** As much of Samsung's two APIs as we use: `tizen` is in every app, `webapis` in one that loads its script. */
interface SamsungWindow {
  tizen?: {
    application?: { getCurrentApplication(): { exit(): void } }
    tvinputdevice?: { registerKey(name: string): void }
  }
  webapis?: {
    productinfo?: { getRealModel?(): string; getModel(): string }
    appcommon?: {
      AppCommonScreenSaverState: { SCREEN_SAVER_OFF: number; SCREEN_SAVER_ON: number }
      setScreenSaver(state: number, done: () => void, failed: () => void): void
    }
  }
}

/** An app on a Samsung TV; `null` in its browser, which has no application. */
export function tizen(owner: Window): Platform | null {
  const samsung = owner as SamsungWindow
  const application = quietly(() => samsung.tizen?.application)
  if (!application) return null
  const page = browser(owner)
  return {
    ...page,
    name: 'tizen',
    describe: { name: 'Samsung TV', model: sayable(modelOf(samsung), page.describe.model) },
    habits: { backOnHome: 'ask', canLeave: true, asksFirst: true },
    leave() {
      quietly(() => application.getCurrentApplication().exit())
    },
    keepAwake: screenSaver(samsung),
    askForKeys() {
      // A remote without such a key, or an app without the privilege, still has arrows and OK, which do all that it does.
      for (const key of ASKED_FOR) quietly(() => samsung.tizen?.tvinputdevice?.registerKey(key))
    },
    onVisible(listener) {
      page.onVisible(listener)
      // Another app, or the home bar's tile, called for this one while it was there already.
      owner.addEventListener('appcontrol', listener)
    },
  }
}

/** Number and media keys, as Samsung names them. Never "Exit": that is the set's own way out. */
const ASKED_FOR = [
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9'],
  ...['MediaPlay', 'MediaPause', 'MediaPlayPause', 'MediaStop', 'MediaRewind', 'MediaFastForward'],
]

/** Calls the set only when something changes: the app says it over and over while a video plays. */
function screenSaver({ webapis }: SamsungWindow): (on: boolean) => void {
  let isAwake = false
  return (on) => {
    if (on === isAwake) return
    isAwake = on
    quietly(() => {
      const { AppCommonScreenSaverState: states } = webapis?.appcommon ?? {}
      const state = on ? states?.SCREEN_SAVER_OFF : states?.SCREEN_SAVER_ON
      if (state !== undefined) webapis?.appcommon?.setScreenSaver(state, ignore, ignore)
    })
  }
}

/** Needs the privilege "productinfo". */
function modelOf({ webapis }: SamsungWindow): string | null {
  return (
    quietly(() => webapis?.productinfo?.getRealModel?.()) ??
    quietly(() => webapis?.productinfo?.getModel())
  )
}

/** The call fails on models whose screen saver nobody may touch. */
function ignore(): void {}
