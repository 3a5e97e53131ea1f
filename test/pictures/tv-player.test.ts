import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { LINE } from '../../tv-app/src/screens/player/time-line.ts'
import type { Screen } from '../../tv-app/src/story/screen.ts'
import { oneBrowser } from '../support/browser.ts'
import {
  boasting,
  choose,
  dorasTv,
  playedTo,
  type TitleId,
  told,
  watched,
  watching,
  withoutPlaylists,
} from './playing.ts'
import { shoot, until } from './screens.ts'

const browser = oneBrowser()

/** What the element itself says. */
function video(tv: Page) {
  return tv.evaluate(() => {
    const element = document.querySelector('video')
    if (!element) return null
    const { currentTime, paused, duration, src, readyState } = element
    return { currentTime, paused, duration, readyState, blob: src.indexOf('blob:') === 0 }
  })
}

/** The words on the picture, as they are on the screen. */
function words(tv: Page): Promise<string> {
  return tv.evaluate(() => document.querySelector('.captions')?.textContent ?? '')
}

async function jumpedTo(tv: Page, seconds: number): Promise<void> {
  // A video counts in microseconds, and so may stand a hair before the place it was given.
  const from = seconds - 0.001
  await expect.poll(async () => (await watching(tv)).seeking).toBe(null)
  await expect.poll(async () => (await video(tv))?.currentTime).toBeGreaterThanOrEqual(from)
  expect((await watching(tv)).at).toBeGreaterThanOrEqual(from)
}

/** Stops the picture at this moment of it, wherever it was, so that the words of that moment stay. */
async function standAt(tv: Page, seconds: number): Promise<void> {
  await tv.keyboard.press('Enter')
  await expect.poll(async () => (await watching(tv)).paused).toBe(true)
  const { lengthSeconds } = await watching(tv)
  await tv.mouse.click(LINE.x + (LINE.width * seconds) / (lengthSeconds ?? seconds), LINE.y)
  await expect.poll(async () => (await video(tv))?.currentTime).toBeCloseTo(seconds, 0)
}

/** The last place that somebody has chosen of the screens that were `seen`, and where the video was just then. */
function lastChoice(seen: readonly Screen[]): { at: number; seeking: number } {
  const choices = seen.flatMap((screen) => {
    if (screen.name !== 'player' || typeof screen.seeking !== 'number') return []
    const { at, seeking } = screen
    return [{ at, seeking }]
  })
  const last = choices.at(-1)?.seeking
  const choice = choices.find(({ seeking }) => seeking === last)
  if (!choice) throw new Error('Nobody has chosen a place.')
  return choice
}

describe('a video on the TV', () => {
  it('plays a file to its end, and goes home without a trace', async () => {
    const { tv, faults } = await dorasTv(browser())
    await choose(tv, 'clip')
    const element = await tv.locator('video').elementHandle()
    await playedTo(tv, 0.5)
    const whole = { lengthSeconds: 10, stalled: false, account: { name: 'Dora' } }
    await expect.poll(() => watching(tv)).toMatchObject(whole)
    await shoot(tv, 'tv-player')
    await tv.keyboard.press('ArrowUp')
    await tv.keyboard.press('ArrowRight')
    await until(tv, 'home')
    // An element that keeps a source keeps the set's decoder, though nobody sees it.
    const left = () =>
      element?.evaluate((one) => {
        const { networkState, childElementCount } = one as HTMLVideoElement
        return { src: one.getAttribute('src'), networkState, childElementCount }
      })
    await expect.poll(left).toEqual({ src: null, networkState: 0, childElementCount: 0 })
    expect(await tv.locator('video, .captions').count()).toBe(0)
    expect(faults).toEqual([])
  })

  const native = () => Promise.resolve()
  const ways: [string, TitleId, (context: BrowserContext) => Promise<unknown>, boolean][] = [
    ['a file', 'clip', native, false],
    ['a playlist that the set knows itself', 'long', native, false],
    ['a playlist on a set that knows none', 'long', withoutPlaylists, true],
    ['a playlist on a set that only says so', 'long', boasting, true],
  ]
  it.each(ways)('pauses, goes on and jumps in %s', async (way, id, before, forced) => {
    const { tv, context, faults } = await dorasTv(browser(), { before })
    const libraries: string[] = []
    context.on('request', (request) => {
      if (/\/hls\.js$/.test(request.url())) libraries.push(request.url())
    })
    await choose(tv, id)
    await playedTo(tv, 0.3)
    expect((await video(tv))?.blob).toBe(forced)
    expect(libraries).toHaveLength(forced ? 1 : 0)
    await tv.keyboard.press('Enter')
    await expect.poll(async () => (await video(tv))?.paused).toBe(true)
    await shoot(tv, `tv-player-paused-${forced ? 'hls' : id}`)
    const { at } = await watching(tv)
    await tv.keyboard.press('Enter')
    await playedTo(tv, at + 0.3)
    if (id === 'long') {
      const seen = await watched(tv)
      await tv.keyboard.down('ArrowRight')
      for (let times = 0; times < 9; times += 1) await tv.keyboard.down('ArrowRight')
      await tv.keyboard.up('ArrowRight')
      await shoot(tv, 'tv-player-seeking')
      const far = lastChoice(await seen()).seeking
      expect(far).toBeGreaterThan(at + 99)
      await jumpedTo(tv, far)
      await playedTo(tv, far + 0.3)
      await tv.keyboard.press('ArrowLeft')
      const back = lastChoice(await seen())
      expect(back.seeking).toBeCloseTo(back.at - 10)
      await jumpedTo(tv, back.seeking)
    } else {
      await tv.keyboard.press('ArrowLeft')
      await jumpedTo(tv, 0)
    }
    expect((await video(tv))?.paused, way).toBe(false)
    await tv.keyboard.press('Escape')
    await until(tv, 'home')
    expect(await tv.locator('video').count()).toBe(0)
    expect(faults).toEqual([])
  })
})

describe('captions', () => {
  it.each([false, true])('are shown and hidden in turn, hls.js: %s', async (forced) => {
    const { tv } = await dorasTv(browser(), forced ? { before: withoutPlaylists } : {})
    await choose(tv, forced ? 'tide' : 'clip')
    await playedTo(tv, 0.3)
    await standAt(tv, 2)
    expect(await words(tv)).toBe('')
    await tv.keyboard.press('ArrowUp')
    await expect.poll(() => words(tv)).toMatch(forced ? /[a-z]/ : /violet/)
    await shoot(tv, forced ? 'tv-player-captions-hls' : 'tv-player-captions')
    await tv.keyboard.press('ArrowUp')
    if (!forced) {
      await expect.poll(() => words(tv)).toMatch(/[\u0600-\u06ff]/)
      await shoot(tv, 'tv-player-captions-ar')
      await tv.keyboard.press('ArrowUp')
    }
    await expect.poll(() => words(tv)).toBe('')
    expect((await watching(tv)).captions).toBe(null)
  })

  it('that do not arrive are said to be missing, and others can be chosen', async () => {
    const { tv } = await dorasTv(browser())
    await choose(tv, 'wordless')
    await playedTo(tv, 0.3)
    await standAt(tv, 2)
    await tv.keyboard.press('ArrowUp')
    await expect.poll(async () => (await watching(tv)).captionsMissing).toBe(true)
    await shoot(tv, 'tv-player-captions-missing')
    await tv.keyboard.press('ArrowUp')
    await expect.poll(() => words(tv)).toMatch(/[\u0600-\u06ff]/)
    expect(await watching(tv)).toMatchObject({ captions: 1, captionsMissing: false })
  })

  it('are large, and keep clear of the time line', async () => {
    const { tv } = await dorasTv(browser())
    await choose(tv, 'clip')
    await playedTo(tv, 0.3)
    await standAt(tv, 2)
    await tv.keyboard.press('ArrowUp')
    await expect.poll(() => words(tv)).not.toBe('')
    const look = () =>
      tv.evaluate(() => {
        const line = document.querySelector('.captions span')
        if (!line) throw new Error('There are no words.')
        const { bottom, left, right } = line.getBoundingClientRect()
        return { bottom, left, right, size: Number.parseFloat(getComputedStyle(line).fontSize) }
      })
    const above = await look()
    expect(above.size).toBeGreaterThanOrEqual(28)
    expect(above.bottom).toBeLessThan(LINE.y - 80)
    // It plays on without going on, so that the words of this moment stay.
    await tv.locator('video').evaluate((one: HTMLVideoElement) => {
      one.playbackRate = 0
    })
    await tv.keyboard.press('Enter')
    await tv.keyboard.press('ArrowDown')
    await expect.poll(async () => (await watching(tv)).controls).toBe(false)
    const below = await look()
    expect(below.bottom).toBeGreaterThan(LINE.y)
    expect(below.bottom).toBeLessThan(1080 - 54)
    await shoot(tv, 'tv-player-captions-low')
  })
})

describe('what goes wrong', () => {
  const faults: [string, TitleId, boolean, string][] = [
    ['a file that is no film', 'broken', false, 'videoFormat'],
    ['a playlist that is none', 'broken-list', false, 'videoFormat'],
    ['a playlist that is none, on a set that knows none', 'broken-list', true, 'videoFormat'],
    ['a file that is not there', 'missing', false, 'videoNetwork'],
    ['a piece that is not there', 'torn', false, 'videoNetwork'],
    ['a piece that is not there, on a set that knows no playlists', 'torn', true, 'videoNetwork'],
  ]
  it.each(faults)('is said in words: %s', async (_what, id, forced, note) => {
    const { tv } = await dorasTv(browser(), forced ? { before: withoutPlaylists } : {})
    const seen = await watched(tv)
    await choose(tv, id)
    // What is there is played, and what is not is asked for again and again before anybody hears of it.
    await expect.poll(async () => (await told(tv)).name, { timeout: 100_000 }).toBe('home')
    expect(await seen()).toContainEqual(expect.objectContaining({ name: 'home', note }))
    expect(await tv.locator('video').count()).toBe(0)
    await shoot(tv, `tv-player-fault-${id}`)
  })
})
