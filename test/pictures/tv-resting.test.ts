import { expect, onTestFinished, test } from 'vitest'

import { oneBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { atHome, stateOf, title } from '../tv-app/story.states.ts'
import { openStage, type Stage } from './tv-stage.ts'

const browser = oneBrowser()

const FRAME_MS = 17
/** The page looks thirty times a second whether there is anything to draw; between these are all its phases. */
const RESTS_MS = [4000, 4008, 4016, 4024, 4032]

const titles = ['one', 'two', 'three', 'four'].map((id) => ({ ...title, id }))
const rails = [{ id: 'ready', name: 'Ready to watch', titles }]

/** A stage whose clock stands, and that counts what it draws. */
async function countingStage(): Promise<Stage & { drawn(): Promise<number> }> {
  const server = await startServer({}, { pages: true })
  const stage = await openStage(browser(), server.url, 'en', {
    async before(page) {
      await page.clock.install({ time: 0 })
      await page.addInitScript(() => {
        const counting = window as unknown as { drawn: number }
        counting.drawn = 0
        const { drawElements } = WebGLRenderingContext.prototype
        WebGLRenderingContext.prototype.drawElements = function (...args) {
          counting.drawn += 1
          drawElements.apply(this, args)
        }
      })
    },
  })
  onTestFinished(() => stage.page.context().close())
  await stage.page.clock.pauseAt(120_000)
  const drawn = () => stage.page.evaluate(() => (window as unknown as { drawn: number }).drawn)
  return { ...stage, drawn }
}

test('what a key does is drawn in the next frame, also when nothing has moved for long', async () => {
  const stage = await countingStage()
  await stage.tell(stateOf(atHome(), { rails }))
  await stage.page.clock.runFor(3000)
  for (const [at, rest] of RESTS_MS.entries()) {
    await stage.page.clock.runFor(rest)
    const before = await stage.drawn()
    await stage.page.keyboard.press(at % 2 === 0 ? 'ArrowRight' : 'ArrowLeft')
    await stage.page.clock.runFor(FRAME_MS)
    expect(await stage.drawn(), `after a rest of ${rest} ms`).toBeGreaterThan(before)
  }
})
