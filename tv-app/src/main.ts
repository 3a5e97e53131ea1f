import './old-sets/polyfills.ts'
import { App } from './App.ts'
import { announce } from './announce/announce.ts'
import { loadFonts } from './fonts.ts'
import { ours } from './global.ts'
import { Lightning } from './lightning.js'
import { lostContextLately, whenContextIsLost } from './old-sets/lost-context.ts'
import type { Play } from './play.ts'
import { playVideo } from './player/video.ts'
import { watchHeldKey } from './remote/held.ts'
import { LIGHTNING_KEYS } from './remote/keys.ts'
import { watchPointer } from './remote/pointer.ts'
import { loadScript } from './script.ts'
import { startOver, startOverIncomplete } from './start-over.ts'
import { STAGE } from './theme.ts'
import { speak } from './words/texts.ts'

void start()

async function start(): Promise<void> {
  const { play, timers, platform, host, deviceId, language } = ours()
  if (!play || !timers || !platform || host === undefined || !deviceId || !language) {
    // identity.js, which runs first, did not come.
    startOverIncomplete(window)
    return
  }
  const inspected = /[?&]inspect\b/.test(location.search)
  const inspector = inspected ? loadScript('inspector.js').catch(noInspector) : null
  const [texts] = await Promise.all([language, loadFonts(), inspector])
  if (texts) speak(texts)
  const shown = somethingToShow(play)
  // What begins to draw earlier takes the set's time from the key and the calls that the code waits for: a third of the boot.
  await Promise.race([shown, pause(SPLASH_MS)])
  if (inspected) window.attachInspector?.(Lightning)
  const app = makeApp()
  const canvas = app.stage.getCanvas()
  const splash = document.querySelector('.splash')
  whenContextIsLost(canvas, window, {
    nowMs: Date.now,
    startOver() {
      if (splash) document.body.replaceChild(splash, canvas)
      startOver(window)
    },
  })
  document.body.appendChild(canvas)
  splash?.remove()
  platform.askForKeys()
  // Some remotes point and click instead of sending keys.
  watchPointer(canvas, app)
  const { name } = platform.describe
  // Before the first screen, so that its words come before those of its focus.
  const { onVoiceGuidance } = platform
  const announcer = announce({ timers, play, onVoiceGuidance, tvName: name })
  const self = { host, deviceId: '', name }
  app.begin({ play, self, announcer, isRepeat: watchHeldKey(window) })
  void deviceId.then((id) => app.known(id))
  playVideo(play)
  play.watch(({ screen }) => platform.keepAwake(screen.name === 'player' && !screen.paused))
  // Once that is on the screen, the heavy notice library holds nothing up.
  void shown.then(() =>
    afterPaint(() =>
      afterPaint(() => {
        platform.ready()
        play.hasPainted()
      }),
    ),
  )
}

/** After this a screen that says "one moment" says more than the page's mark. */
const SPLASH_MS = 2500

/** Resolves when there is more to show than that it is about to be there. */
function somethingToShow(play: Play): Promise<void> {
  return new Promise((resolve) => {
    play.watch(({ screen }) => {
      const isEmpty = screen.name === 'booting' || (screen.name === 'link' && screen.asking)
      if (!isEmpty) resolve()
    })
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** With WebGL where it works; a set without still shows its code. */
function makeApp(): App {
  try {
    return new App(appOptions({ canvas2d: lostContextLately(window, Date.now()) }))
  } catch {
    return new App(appOptions({ canvas2d: true }))
  }
}

function appOptions({ canvas2d }: { canvas2d: boolean }) {
  return {
    stage: {
      w: STAGE.width,
      h: STAGE.height,
      clearColor: 0x00000000,
      canvas2d,
      // The page's policy allows no worker made from text.
      useImageWorker: false,
      pauseRafLoopOnIdle: true,
    },
    keys: LIGHTNING_KEYS,
    enablePointer: false,
    debug: false,
  }
}

/** Runs when the frame that is being prepared is on the screen. */
function afterPaint(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run))
}

function noInspector(): void {
  // The overlay is for tests and tools; the screen works without.
}
