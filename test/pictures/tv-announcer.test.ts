import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import type { Lang } from '#contract/languages'
import { compile } from '../../phone-web/texts/compile.ts'
import { announcement } from '../../tv-app/src/announce/announcement.ts'
import type { Screen } from '../../tv-app/src/story/screen.ts'
import type { State } from '../../tv-app/src/story/state.ts'
import { speak } from '../../tv-app/src/words/texts.ts'
import { oneBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { atHome, code, matching, playing, screens, stateOf } from '../tv-app/story.states.ts'
import { openStage, type Stage } from './tv-stage.ts'

const browser = oneBrowser()

interface Heard {
  text: string
  lang: string
}

/** Stands in for the engine's voice, of which a browser without a sound card has none: it has spoken at once. */
async function withVoice(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard: Heard[] = []
    class Utterance {
      lang = ''
      onend: (() => void) | null = null
      readonly text: string
      constructor(text: string) {
        this.text = text
      }
    }
    const synthesis = {
      speak({ text, lang, onend }: Utterance) {
        heard.push({ text, lang })
        setTimeout(() => onend?.(), 0)
      },
      cancel() {
        // Nothing is ever being spoken.
      },
    }
    Object.defineProperty(window, 'speechSynthesis', { value: synthesis })
    Object.assign(window, { SpeechSynthesisUtterance: Utterance, heard })
  })
}

function heardBy({ page }: Stage): Promise<Heard[]> {
  return page.evaluate(() => (window as unknown as { heard: Heard[] }).heard)
}

async function forget({ page }: Stage): Promise<void> {
  await page.evaluate(() => (window as unknown as { heard?: Heard[] }).heard?.splice(0))
}

/** Phrases that the announcer's voice has put into one are told apart. */
async function spokenBy(stage: Stage): Promise<string[]> {
  return (await heardBy(stage)).flatMap(({ text }) => text.split(',\b '))
}

function readable({ page }: Stage): Promise<string> {
  return page.evaluate(
    () => document.querySelector('.announcer[aria-live=assertive]')?.textContent ?? '',
  )
}

const BOOTING = stateOf({ name: 'booting', remembered: null })

/** By which the TV app calls a browser that is no television. */
const TV_NAME = 'TV in a browser'

/** The phrases of this screen, whole, in the language that this test speaks as well. */
function phrasesOf(state: State): string[] {
  return (announcement(null, state, TV_NAME) ?? []).filter((phrase) => !phrase.startsWith('PAUSE-'))
}

/** From the start onto this screen: of one that is there already only changes are told. */
async function onto(stage: Stage, screen: Screen): Promise<void> {
  for (const state of [BOOTING, stateOf(screen)]) {
    await forget(stage)
    await stage.tell(state)
    await expect
      .poll(() => readable(stage), { message: screen.name })
      .toBe(phrasesOf(state).join(', '))
  }
}

function speakIn(lang: Lang): void {
  const file = new URL(`../../tv-app/texts/${lang}.json`, import.meta.url)
  const entries = Object.entries<string>(JSON.parse(readFileSync(file, 'utf8')))
  const messages = Object.fromEntries(entries.map(([key, source]) => [key, compile(source)]))
  speak({ lang, messages })
}

afterEach(() => speakIn('en'))

test.each(['en', 'de'] as const)('every screen is spoken, in %s', async (lang) => {
  speakIn(lang)
  const server = await startServer({}, { pages: true })
  const stage = await openStage(browser(), server.url, lang, { query: '&speak', before: withVoice })
  for (const [name, screen] of Object.entries(screens)) {
    if (screen.name === 'booting') continue
    await onto(stage, screen)
    const [first = ''] = phrasesOf(stateOf(screen))
    await expect.poll(() => spokenBy(stage), { message: name }).toContain(first)
  }
  await onto(stage, code())
  // Letter by letter, in the language's own voice; the silences between them take their time.
  await expect.poll(async () => (await spokenBy(stage)).slice(-8)).toEqual([...'WDJBMJHT'])
  expect([...new Set((await heardBy(stage)).map((one) => one.lang))]).toEqual([lang])
})

test('a screen reader gets every screen, and no voice of ours speaks over it', async () => {
  const server = await startServer({}, { pages: true })
  const stage = await openStage(browser(), server.url, 'ar', { before: withVoice })
  speakIn('ar')
  await onto(stage, matching())
  expect(await readable(stage)).toMatch(/^أدخل الرقم, E… يسجّل الدخول/)
  await stage.tell(stateOf(matching({ typed: '4' })))
  await expect.poll(() => readable(stage)).toMatch(/^4\./)
  expect(await heardBy(stage)).toEqual([])
  const focused = await stage.page.evaluate(() => document.activeElement?.className)
  expect(focused).toBe('announcer')
})

test('a screen reader hears the second pause as well as the first', async () => {
  const server = await startServer({}, { pages: true })
  const stage = await openStage(browser(), server.url, 'en')
  const paused = stateOf(playing({ paused: true, controls: true }))
  await onto(stage, playing())
  await stage.tell(paused)
  await expect.poll(() => readable(stage)).toBe('Paused')
  for (const state of [stateOf(playing()), paused]) await stage.tell(state)
  // It reads what has changed, so something has to; it says no more than the words.
  await expect.poll(() => readable(stage)).not.toBe('Paused')
  expect((await readable(stage)).trim()).toBe('Paused')
})

test('a voice that fails, and one that is not there, cost nothing', async () => {
  const server = await startServer({}, { pages: true })
  const breaks = (page: Page) =>
    page.addInitScript(() => {
      const speak = () => {
        throw new Error('No voice.')
      }
      Object.defineProperty(window, 'speechSynthesis', {
        value: { speak, cancel: () => undefined },
      })
    })
  const goes = (page: Page) =>
    page.addInitScript(() => {
      delete (window as unknown as Record<string, unknown>)['speechSynthesis']
      delete (Window.prototype as unknown as Record<string, unknown>)['speechSynthesis']
    })
  for (const before of [breaks, goes]) {
    const faults: string[] = []
    const stage = await openStage(browser(), server.url, 'en', {
      query: '&speak',
      before: async (page) => {
        page.on('pageerror', (error) => faults.push(error.message))
        await before(page)
      },
    })
    await onto(stage, code())
    await onto(stage, atHome())
    expect(faults).toEqual([])
  }
})
