import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { expect, onTestFinished } from 'vitest'

import { PATIENCE_MS as FONTS_PATIENCE_MS } from '../../tv-app/src/fonts.ts'
import type { State } from '../../tv-app/src/story/state.ts'
import { PATIENCE_MS as TEXTS_PATIENCE_MS } from '../../tv-app/src/words/start-texts.ts'
import { PICTURES } from '../support/looks.ts'
import { endlessTimers } from './screens.ts'

export const LARGE = { width: 1920, height: 1080 }

/** A text on the stage as a person sees it now: in pixels of 1920 × 1080, with its share of opacity. */
export interface SeenText {
  /** The part of the app that it belongs to, by its name in the app's template. */
  part: string
  words: string
  left: number
  top: number
  width: number
  height: number
  fontSize: number
  /** `0xAARRGGBB` of the letters, tinted by their element. */
  color: number
  opacity: number
}

/** A TV app that draws what it is given, and does nothing by itself. */
export interface Stage {
  page: Page
  /** Draws this state, and waits until nothing moves any more. */
  show(state: State): Promise<void>
  /** Draws this state. */
  tell(state: State): Promise<void>
  /** Every text that can be seen. */
  texts(): Promise<SeenText[]>
  picture(name: string): Promise<PNG>
}

/** Opens the TV app in this language. @param before what has to be in the page before its own scripts */
export async function openStage(
  browser: Browser,
  url: string,
  lang: string,
  options: { query?: string; before?: (page: Page) => Promise<unknown> } = {},
): Promise<Stage> {
  const context = await browser.newContext({ viewport: LARGE })
  // A stage that nobody looks at any more still draws, and takes the time of the next.
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await options.before?.(page)
  // A set does without fonts and texts that take too long; how long a busy machine takes over them is no matter of a stage.
  await page.addInitScript(endlessTimers, [FONTS_PATIENCE_MS, TEXTS_PATIENCE_MS])
  await page.goto(`${url}/tv/?lang=${lang}&inspect${options.query ?? ''}`)
  await page.waitForFunction(() => document.querySelector('canvas') !== null)
  // From here on the story is told by the test alone, and the small print knows its device.
  await page.evaluate(async () => {
    const { play, deviceId } = (window as unknown as StageWindow).couchlink
    play.dispatch = () => undefined
    await deviceId
  })
  const tell = (state: State) =>
    page.evaluate((next) => {
      const { play } = (window as unknown as StageWindow).couchlink
      play.take({ state: next, effects: [] })
    }, state)
  return {
    page,
    tell,
    async show(state) {
      await tell(state)
      await atRest(page)
    },
    texts: () => seenTexts(page),
    async picture(name) {
      mkdirSync(PICTURES, { recursive: true })
      return PNG.sync.read(await page.screenshot({ path: join(PICTURES, `${name}.png`) }))
    },
  }
}

interface StageWindow {
  couchlink: {
    play: { dispatch: (event: object) => void; take: (step: object) => void; state: State }
    deviceId: Promise<string>
  }
}

/** What the inspector lays over an element of Lightning's, as far as it is looked at here. */
interface Drawn {
  ref: string | null
  text?: { text: string; fontSize: number; textColor: number } | null
  color: number
  renderWidth: number
  renderHeight: number
  parent: Drawn | null
  visible: boolean
  stage: { frameCounter: number }
  core: { _worldContext: { alpha: number; px: number; py: number; ta: number } }
  _transitions?: Record<string, { isRunning?(): boolean }>
}

/** Waits until nothing fades or grows any more and every text that is to be seen has been drawn. What drifts, goes on. */
async function atRest(page: Page): Promise<void> {
  // What has just been told makes its texts, and begins to move, with the next frame of Lightning's.
  await twoFrames(page)
  await expect
    .poll(() =>
      page.evaluate(() => {
        const texts = [...document.querySelectorAll('[texture-text]')].map(
          (one) => (one as unknown as { element: Drawn }).element,
        )
        const moving = (one: Drawn | null): boolean =>
          one !== null &&
          (['alpha', 'scaleX', 'scaleY'].some((property) =>
            one._transitions?.[property]?.isRunning?.(),
          ) ||
            moving(one.parent))
        return texts.filter((one) => {
          const seen = one.core._worldContext.alpha > 0
          return moving(one) || (seen && one.text?.text && one.renderWidth === 0)
        }).length
      }),
    )
    .toBe(0)
  await twoFrames(page)
}

/** Of Lightning's, which come less often than the browser's once nothing has moved for a while. */
async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const drawn = document.querySelector('[texture-text]') as unknown as { element: Drawn }
        const { stage } = drawn.element
        const from = stage.frameCounter
        const look = () => {
          if (stage.frameCounter >= from + 2) done()
          else requestAnimationFrame(look)
        }
        look()
      }),
  )
}

/** Every text that can be seen on a stage with its inspector on. */
export function seenTexts(page: Page): Promise<SeenText[]> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll('[texture-text]')].map(
      (one) => (one as unknown as { element: Drawn }).element,
    )
    const isShown = (one: Drawn | null): boolean =>
      one === null || (one.visible && isShown(one.parent))
    const partOf = (one: Drawn): string =>
      one.parent?.parent ? partOf(one.parent) : (one.ref ?? '')
    return all.flatMap((one) => {
      const { alpha, px, py, ta } = one.core._worldContext
      const { text, color } = one
      if (!text || text.text.trim() === '' || alpha < 0.05 || !isShown(one)) return []
      const channel = (shift: number) =>
        Math.round((((text.textColor >>> shift) & 255) * ((color >>> shift) & 255)) / 255)
      return [
        {
          part: partOf(one),
          words: text.text,
          left: px,
          top: py,
          width: one.renderWidth * ta,
          height: one.renderHeight * ta,
          fontSize: text.fontSize * ta,
          color: channel(16) * 65536 + channel(8) * 256 + channel(0),
          opacity: alpha * (channel(24) / 255),
        },
      ]
    })
  })
}
