// The home screen alone, without server and story: what it is to show comes from the test.
import { readableCanvas } from '../../../tv-app/src/components/canvas.ts'
import { loadFonts } from '../../../tv-app/src/fonts.ts'
import { Lightning } from '../../../tv-app/src/lightning.js'
import { LIGHTNING_KEYS } from '../../../tv-app/src/remote/keys.ts'
import type { Point } from '../../../tv-app/src/remote/pointer.ts'
import { Background } from '../../../tv-app/src/screens/Background.ts'
import { HomeScreen } from '../../../tv-app/src/screens/home/HomeScreen.ts'
import type { State } from '../../../tv-app/src/story/state.ts'
import { STAGE } from '../../../tv-app/src/theme.ts'
import type { Texts } from '../../../tv-app/src/words/texts.ts'
import { speak } from '../../../tv-app/src/words/texts.ts'

/** What of an element of Lightning a test looks at. */
interface Seen {
  children: Seen[]
  ref: string | undefined
  alpha: number
  active: boolean
  texture: {
    isLoaded(): boolean
    text?: string
    source?: { renderInfo?: { lines: { info: { text: string } }[] } }
  } | null
  core: {
    _worldContext: { px: number; py: number; ta: number; alpha: number }
    _w: number
    _h: number
  }
}

interface Frames {
  textureManager: { usedMemory: number }
  drawFrame(): void
}

/** Where something is drawn, in pixels of the stage. */
export interface Box {
  x: number
  y: number
  w: number
  h: number
  alpha: number
}

/** What there is of the screen, and what it takes: pixels of all textures on the graphics chip. */
export interface Size {
  elements: number
  pixels: number
}

export interface Step extends Size {
  rings: Box[]
}

/** What a test does with the page (`window.home`). */
export interface HomePage {
  draw(state: State): void
  hover(point: Point): unknown
  press(point: Point): unknown
  wheel(step: 1 | -1): void
  spoken(): string[]
  /** What the screen has told since it was last asked. */
  said(): string[]
  size(): Size
  /** All words that are seen. */
  words(): string[]
  /** The words under this name as they are broken into lines and cut, and where they are drawn. */
  lines(ref: string): { lines: string[]; box: Box }[]
  /** The focus as it is drawn: every ring that is seen. */
  rings(): Box[]
  /** How far each rail that is seen has moved. */
  rowAt(): number[]
  photos(): number
  painted(): number
  alpha(): number
  /** Draws so many frames. */
  frames(count: number): void
  /** Presses these keys, draws so many frames after each, and looks at the screen then. */
  walk(keys: number[], frames: number): Step[]
}

class App extends Lightning.Application {
  static override _template() {
    const signals = { choose: 'onChoose', switchAccount: 'onSwitch', focused: 'onFocused' }
    return { Background: { type: Background }, Home: { type: HomeScreen, signals } }
  }

  override _construct(): void {
    this.stage.platform.getDrawingCanvas = readableCanvas
  }

  override _getFocused() {
    return this.tag('Home')
  }

  onChoose(title: { id: string }): void {
    said.push(`choose ${title.id}`)
  }

  onSwitch(): void {
    said.push('switch')
  }

  onFocused(): void {
    said.push('focused')
  }
}

const said: string[] = []

Object.assign(window, { startHome, drawLine })

/** @param precision 1 for the stage's own size; a quarter draws the same sixteen times as fast */
async function startHome(texts: Texts | null, canvas2d: boolean, precision: number): Promise<void> {
  if (texts) speak(texts)
  await loadFonts()
  const options = {
    w: STAGE.width * precision,
    h: STAGE.height * precision,
    precision,
    clearColor: 0,
    canvas2d,
    useImageWorker: false,
    pauseRafLoopOnIdle: false,
    // Frames are drawn when the test says so, each a 15th of a second after the one before:
    // a remote repeats a held key about as often.
    autostart: false,
    fixedDt: 1 / 15,
  }
  const app = new App({ stage: options, keys: LIGHTNING_KEYS, enablePointer: false, debug: false })
  document.body.appendChild(app.stage.getCanvas())
  const screen = app.tag<HomeScreen>('Home')
  const root = app as unknown as Seen
  const stage = app.stage as unknown as Frames
  const home: HomePage = {
    draw: (state) => screen.draw(state),
    hover: (point) => screen.hover(point),
    press: (point) => screen.press(point),
    wheel: (step) => screen.wheel(step),
    spoken: () => screen.focusedWords(),
    said: () => said.splice(0),
    size: () => ({ elements: all(root).length, pixels: stage.textureManager.usedMemory }),
    words: () => named('', root).flatMap((one) => one.texture?.text ?? []),
    lines: (name) =>
      named(name, root).map((one) => ({
        lines: (one.texture?.source?.renderInfo?.lines ?? []).map(({ info }) => info.text),
        box: box(one),
      })),
    rings: () => named('Ring', root).map(box),
    rowAt: () => named('Row', root).map((one) => box(one).x),
    photos: () => named('Photo', root).filter(({ alpha }) => alpha === 1).length,
    painted: () => named('Painted', root).filter((one) => one.texture?.isLoaded()).length,
    alpha: () => (screen as unknown as Seen).alpha,
    frames(count) {
      for (let frame = 0; frame < count; frame += 1) stage.drawFrame()
    },
    walk(keys, frames) {
      return keys.map((keyCode) => {
        window.dispatchEvent(new KeyboardEvent('keydown', { keyCode, bubbles: true }))
        home.frames(frames)
        return { ...home.size(), rings: home.rings() }
      })
    },
  }
  Object.assign(window, { home })
}

/** The pixels of a line as the TV draws it, or as a browser does that is told which way it runs. */
function drawLine(text: string, told: 'ltr' | 'rtl' | null): string {
  const canvas = told === null ? readableCanvas() : document.createElement('canvas')
  canvas.width = 900
  canvas.height = 80
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return ''
  context.font = '40px sans-serif'
  if (told !== null) Object.assign(context, { direction: told, textAlign: 'left' })
  context.fillText(text, 20, 50)
  return canvas.toDataURL()
}

/** All that is seen under this name; of any name for an empty one. */
function named(ref: string, root: Seen): Seen[] {
  return all(root).filter((one) => one.active && (ref === '' || one.ref === ref))
}

function all(element: Seen): Seen[] {
  return [element, ...element.children.flatMap(all)]
}

function box({ core }: Seen): Box {
  const { px, py, ta, alpha } = core._worldContext
  return { x: px, y: py, alpha, w: core._w * ta, h: core._h * ta }
}
