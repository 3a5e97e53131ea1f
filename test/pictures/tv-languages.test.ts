import { describe, expect, it, onTestFinished } from 'vitest'

import { LANGS } from '#contract/languages'
import type { Screen } from '../../tv-app/src/story/screen.ts'
import type { State } from '../../tv-app/src/story/state.ts'
import { oneBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import {
  code,
  eliza,
  link,
  matching,
  opened,
  packaged,
  screens,
  stateOf,
} from '../tv-app/story.states.ts'
import { legibilityFaults, overlaps } from './legible.ts'
import { openStage, type SeenText, type Stage } from './tv-stage.ts'

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

/** What is wrong with these screens, each in the words of the test. */
async function faultsOf(stage: Stage, lang: string, shown: Record<string, Screen>) {
  const faults: string[] = []
  for (const [name, screen] of Object.entries(shown)) {
    await stage.show(inFull(stateOf(screen, { habits: packaged })))
    const picture = await stage.picture(`tv-${lang}-${name.replace(/[^a-z]+/gi, '-')}`)
    const texts = (await stage.texts()).filter(countsOn(screen))
    const found = [...legibilityFaults(texts, picture), ...overlaps(texts)]
    faults.push(...found.map((fault) => `${name}: ${fault}`))
  }
  return faults
}

async function stageIn(lang: string): Promise<Stage> {
  const server = await startServer({}, { pages: true })
  const stage = await openStage(browser(), server.url, lang)
  // A stage that nobody looks at any more still draws.
  onTestFinished(() => stage.page.context().close())
  return stage
}

const KINDS = [...new Set(Object.values(screens).map(({ name }) => name))]

describe.each(['en', 'ar'])('from a sofa, in %s,', (lang) => {
  it.each(KINDS)('every screen of "%s" can be read', async (kind) => {
    const alike = Object.entries(screens).filter(([, { name }]) => name === kind)
    expect(await faultsOf(await stageIn(lang), lang, Object.fromEntries(alike))).toEqual([])
  })
})

/** Those with the most to say, in their longest words. */
const WORDY: Record<string, Screen> = {
  'link wordy': code({ note: 'missed' }),
  'link ending': code({ endsInSeconds: 42 }),
  'link over home': code({ over: { ...eliza, name: 'Wilhelmina Charlotte' } }),
  'opened wordy': opened({ claimedBy: 'W…' }),
  'match wordy': matching({ typed: '4' }),
  'offline wordy': { name: 'offline', link, renewals: 0 },
  'problem busy': { name: 'problem', reason: 'busy', code: '503 too_many', due: true },
  'problem refused': { name: 'problem', reason: 'refused', code: '401 invalid_client', due: false },
  'problem forged': { name: 'problem', reason: 'forged', code: 'handle', due: false },
  'signing out': { name: 'signing-out', account: eliza, secondsLeft: 3, asking: false },
  leaving: { name: 'leaving', account: eliza, focus: 'signOut' },
}

it.each(LANGS)('the longest words of a TV can be read from a sofa, in %s', async (lang) => {
  const stage = await stageIn(lang)
  expect(await faultsOf(stage, lang, WORDY)).toEqual([])
  await stage.show(stateOf(code()))
  expect((await stage.texts()).map(({ words }) => words)).toContain(link.userCode)
  expect(await stage.page.evaluate(() => document.documentElement.lang)).toBe(lang)
})

const longName = {
  ...eliza,
  name: 'Maximiliane Friederike von und zu Hohenstaufen-Wittelsbacherberg',
}
const longAddress = 'https://television.wohnzimmer.example-provider.com/link'

it.each(['de', 'fr', 'ar'])(
  'what is as long as it may be can still be read, in %s',
  async (lang) => {
    const longest: Record<string, Screen> = {
      'long address': code({ link: { ...link, address: longAddress } }),
      'long address over home': code({ link: { ...link, address: longAddress }, over: longName }),
      'long leaving': { name: 'leaving', account: longName, focus: 'signOut' },
      'long signing out': { name: 'signing-out', account: longName, secondsLeft: 5, asking: false },
      'long welcome': { name: 'welcome', account: longName, fresh: true },
    }
    expect(await faultsOf(await stageIn(lang), lang, longest)).toEqual([])
  },
)
