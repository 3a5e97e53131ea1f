import { afterAll, beforeAll, expect, test } from 'vitest'

import { withinLeftToRight } from '../../tv-app/src/words/direction.ts'
import { oneBrowser } from '../support/browser.ts'
import { serveHomePage } from './home-page/serve.ts'

type Way = 'ltr' | 'rtl'

const browser = oneBrowser()
let server: Awaited<ReturnType<typeof serveHomePage>>

beforeAll(async () => {
  server = await serveHomePage()
})
afterAll(() => server.close())

/** A name within a sentence, as `say` fills it in. */
const NAME = withinLeftToRight('ليلى')

test.each<[what: string, runs: Way, line: string, isolated: string]>([
  ['an English title', 'ltr', 'Dunes!', 'Dunes!'],
  ['an Arabic title', 'rtl', 'كثبان!', 'كثبان!'],
  ['a title that begins in Arabic', 'rtl', 'كثبان and Dunes!', 'كثبان and Dunes!'],
  ['a sentence with an Arabic name', 'ltr', `Hello, ${NAME}!`, 'Hello, \u2068ليلى\u2069!'],
  [
    'a sentence that begins with one',
    'ltr',
    `${NAME} is signing in.`,
    '\u2068ليلى\u2069 is signing in.',
  ],
])('on a set that speaks English, %s runs %s', async (_what, runs, line, isolated) => {
  const page = await browser().newPage()
  await page.goto(server.url)
  const draw = (text: string, told: Way | null): Promise<string> =>
    page.evaluate(
      ([words, way]) => {
        const { drawLine } = window as unknown as { drawLine(...of: unknown[]): string }
        return drawLine(words, way)
      },
      [text, told] as const,
    )
  const drawn = await draw(line, null)
  // As a browser of today does it, which knows isolates and a direction of the canvas.
  expect(drawn).toBe(await draw(isolated, runs))
  const otherWay = runs === 'ltr' ? 'rtl' : 'ltr'
  expect(drawn).not.toBe(await draw(isolated, otherWay))
  await page.close()
})
