import './polyfills.ts'
import { App } from './App.ts'
import { loadFonts } from './fonts.ts'
import { ours } from './global.ts'
import { askForKeys, LIGHTNING_KEYS } from './keys.ts'
import { Lightning } from './lightning.js'
import { stagePoint } from './pointer.ts'
import { loadScript } from './script.ts'
import { STAGE } from './theme.ts'
import { playVideo } from './video.ts'

void start()

async function start(): Promise<void> {
  const { play, deviceId } = ours()
  if (!play || !deviceId) throw new Error('identity.js has to run first.')
  const inspected = /[?&]inspect\b/.test(location.search)
  await Promise.all([loadFonts(), inspected ? loadScript('inspector.js').catch(noInspector) : null])
  if (inspected) window.attachInspector?.(Lightning)
  const app = makeApp()
  const canvas = app.stage.getCanvas()
  // A context that was taken away never draws again; everything on screen can be had anew.
  canvas.addEventListener('webglcontextlost', () => location.reload())
  // Some remotes point and click instead of sending keys.
  canvas.addEventListener('click', ({ offsetX: x, offsetY: y }) => {
    const { clientWidth: width, clientHeight: height } = canvas
    app.press(stagePoint({ x, y }, { width, height }))
  })
  document.body.appendChild(canvas)
  askForKeys(window)
  app.begin(play, deviceId())
  playVideo(play)
  afterPaint(() => play.watch(({ screen }) => screen.name !== 'booting' && afterPaint(heard)))

  function heard(): void {
    play?.hasPainted()
  }
}

/** With WebGL where it works; a set without still shows its code. */
function makeApp(): App {
  try {
    return new App(appOptions({ canvas2d: false }))
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
      // No pictures are fetched, and the page's policy allows no worker made from text.
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
