import { expect, test } from 'vitest'

import { LANGS } from '#contract/languages'
import type { Screen } from '../../tv-app/src/story/screen.ts'
import type { State } from '../../tv-app/src/story/state.ts'
import { oneBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { code, link, screens, stateOf } from '../tv-app/story.states.ts'
import { legibilityFaults } from './legible.ts'
import { openStage, type SeenText } from './tv-stage.ts'

const browser = oneBrowser()

/** Enough to fill a screen, in two scripts, with names that are too long. */
const titles = [
  'Dunes',
  'كثبان',
  'A night on the river that would not end for anybody',
  '砂丘',
].map((title, index) => ({
  id: `t${index}`,
  title,
  description: `${title}. ${title}.`,
  color: '#334455',
  poster: null,
}))
const rails = [
  { id: 'one', name: 'Ready to watch', titles },
  { id: 'two', name: 'جديد', titles },
]

function inFull(state: State): State {
  return { ...state, rails }
}

/** A veil dims the home screen on purpose, and keys that do nothing now are dim, too (WCAG 2.2 §1.4.3, inactive components). */
function countsOn(screen: Screen): (text: SeenText) => boolean {
  const isVeiled =
    screen.name === 'leaving' ||
    screen.name === 'signing-out' ||
    ('over' in screen && screen.over !== null)
  const isInactive = screen.name === 'match' && (screen.answer !== 'typing' || screen.asking)
  return ({ part, words }) =>
    !(isVeiled && part.startsWith('Home')) && !(isInactive && /^[1-9]$/.test(words))
}

test.each(['en', 'ar'])('every screen can be read from a sofa, in %s', async (lang) => {
  const server = await startServer({}, { pages: true })
  const stage = await openStage(browser(), server.url, lang)
  const faults: string[] = []
  for (const [name, screen] of Object.entries(screens)) {
    await stage.show(inFull(stateOf(screen)))
    const picture = await stage.picture(`tv-${lang}-${name.replace(/[^a-z]+/gi, '-')}`)
    const found = legibilityFaults((await stage.texts()).filter(countsOn(screen)), picture)
    faults.push(...found.map((fault) => `${name}: ${fault}`))
  }
  expect(faults).toEqual([])
})

test.each(LANGS)('the link screen can be read from a sofa, in %s', async (lang) => {
  const server = await startServer({}, { pages: true })
  const stage = await openStage(browser(), server.url, lang)
  await stage.show(stateOf(code({ note: 'missed', endsInSeconds: 42 })))
  const picture = await stage.picture(`tv-link-${lang}`)
  const texts = await stage.texts()
  expect(legibilityFaults(texts, picture)).toEqual([])
  expect(texts.map(({ words }) => words)).toContain(link.userCode)
  expect(await stage.page.evaluate(() => document.documentElement.lang)).toBe(lang)
})
