import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { Rail } from '#contract/title'
import { compile } from '../../phone-web/texts/compile.ts'
import { TILE } from '../../tv-app/src/screens/home/home-places.ts'
import type { Account } from '../../tv-app/src/story/screen.ts'
import type { State } from '../../tv-app/src/story/state.ts'
import { STAGE } from '../../tv-app/src/theme.ts'
import { oneBrowser } from '../support/browser.ts'
import { playing } from '../tv-app/story.states.ts'
import type { Box, HomePage } from './home-page/page.ts'
import { serveHomePage } from './home-page/serve.ts'
import { pixel, shoot } from './screens.ts'

const LEFT = 37
const UP = 38
const RIGHT = 39
const DOWN = 40

/** 32 MB on the graphics chip, of which sets of 2018 have a few hundred for everything. */
const MOST_PIXELS = 8e6

const ELIZA: Account = {
  name: 'Eliza',
  color: '#CCCDFD',
  binding: 'b-1',
  goodbyeSeconds: 5,
  backOnHome: null,
}

const browser = oneBrowser()
let server: Awaited<ReturnType<typeof serveHomePage>>

beforeAll(async () => {
  server = await serveHomePage()
})
afterAll(() => server.close())

/** By the page's clock, which begins at 0: later than it takes to load. */
const PAUSED_AT_MS = 3_600_000

/**
 * The home screen on a set of this language. Its clock stands: fonts are waited for as long as they take, the focus rests
 * when a test lets time pass, and nothing drifts meanwhile.
 */
async function openHome({ lang = 'en', canvas2d = false, precision = 1 } = {}): Promise<Page> {
  const context = await browser().newContext({ viewport: { width: 1920, height: 1080 } })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  onTestFinished(() => expect(faults).toEqual([]))
  await page.clock.install({ time: 0 })
  await page.goto(server.url)
  await page.clock.pauseAt(PAUSED_AT_MS)
  const messages = lang === 'en' ? null : { lang, messages: catalogue(lang) }
  await page.evaluate(
    (args) => {
      const { startHome } = window as unknown as { startHome(...args: unknown[]): Promise<void> }
      return startHome(...args)
    },
    [messages, canvas2d, precision],
  )
  return page
}

function catalogue(lang: string) {
  const file = new URL(`../../tv-app/texts/${lang}.json`, import.meta.url)
  const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
  return Object.fromEntries(entries.map(([key, source]) => [key, compile(source)]))
}

/** Asks the page something. */
function ask<T, A = undefined>(
  page: Page,
  question: (home: HomePage, about: A) => T,
  about?: A,
): Promise<Awaited<T>> {
  return page.evaluate(
    ([source, value]) => {
      const { home } = window as unknown as { home: HomePage }
      return new Function('home', 'about', `return (${source})(home, about)`)(home, value)
    },
    [question.toString(), about] as const,
  )
}

async function draw(page: Page, state: State): Promise<void> {
  await ask(page, (home, now) => home.draw(now as State), state)
  await settle(page)
}

/** Until nothing moves any more, and what waits for that has come. */
async function settle(page: Page): Promise<void> {
  await ask(page, (home) => home.frames(4))
  await page.clock.runFor(1000)
  await ask(page, (home) => home.frames(12))
}

function onHome(rails: Rail[] | null, more: Partial<State> = {}): State {
  return {
    screen: {
      name: 'home',
      account: ELIZA,
      note: null,
      fresh: false,
      settling: false,
      wantsOut: false,
    },
    habits: { backOnHome: 'ask', canLeave: true, asksFirst: false },
    line: true,
    reachable: true,
    tries: 0,
    rails,
    closedLinkId: null,
    catalogueTries: 0,
    ...more,
  }
}

/** Rails of titles that are told apart by their names. @param poster its address, by the title's number in its rail */
function rails(
  many: number,
  titles: number,
  poster: (title: number) => string | null = () => null,
): Rail[] {
  const colors = ['#F2A65A', '#3D8BB4', '#5B8C5A', '#B5473C', '#5C5AA8', '#7A4B8C']
  return Array.from({ length: many }, (_, rail) => ({
    id: `rail-${rail}`,
    name: `Rail ${rail}`,
    titles: Array.from({ length: titles }, (_, title) => ({
      id: `title-${rail}-${title}`,
      title: `Title ${rail}.${title}`,
      description: 'What it is about, in a sentence or two that may well need a second line.',
      color: colors[(rail + title) % colors.length] ?? '',
      poster: poster(title),
    })),
  }))
}

/** Where the focus stands when nothing moves any more. */
async function focusAt(page: Page): Promise<Box> {
  await settle(page)
  const rings = await ask(page, (home) => home.rings())
  expect(rings.length).toBe(1)
  const [ring] = rings as [Box]
  expect(ring.alpha).toBe(1)
  return ring
}

/** A frame paints what it has time for, which on a busy machine is little. */
async function painted(page: Page, atLeast: number): Promise<void> {
  const look = () =>
    ask(page, (home) => {
      home.frames(8)
      return home.painted()
    })
  await expect.poll(look).toBeGreaterThanOrEqual(atLeast)
}

/** Posters arrive when they do; each time it is looked for them some frames are drawn. */
async function photos(page: Page, count: number): Promise<void> {
  const look = () =>
    ask(page, (home) => {
      home.frames(8)
      return home.photos()
    })
  await expect.poll(look).toBe(count)
}

async function said(page: Page): Promise<string[]> {
  return (await ask(page, (home) => home.said())).filter((what) => what !== 'focused')
}

describe('the home screen', () => {
  it('shows rails, the focused title in large, and whose TV it is; arrows follow the eye', async () => {
    const page = await openHome()
    await draw(page, onHome(rails(4, 9)))
    await painted(page, 9)
    const begun = await focusAt(page)
    expect(begun.x).toBeLessThan(STAGE.width / 4)
    await page.keyboard.press('ArrowRight')
    expect((await focusAt(page)).x - begun.x).toBeCloseTo(TILE.step, -1)
    expect(await ask(page, (home) => home.spoken())).toEqual([
      'Title 0.1',
      'Rail 0',
      '2 of 9',
      'What it is about, in a sentence or two that may well need a second line.',
    ])
    const words = await ask(page, (home) => home.words())
    expect(words).toEqual(
      expect.arrayContaining(['Eliza', 'E', 'Switch account', 'Rail 0', 'Rail 1']),
    )
    expect(words.filter((one) => one === 'Title 0.1')).toHaveLength(2)
    await shoot(page, 'tv-home-en')
    await page.keyboard.press('ArrowDown')
    await focusAt(page)
    await shoot(page, 'tv-home-en-below')
    const below = await ask(page, (home) => home.spoken())
    expect(below.slice(0, 3)).toEqual(['Title 1.0', 'Rail 1', '1 of 9'])
    await page.keyboard.press('ArrowUp')
    await focusAt(page)
    expect(await ask(page, (home) => home.spoken())).toContain('Title 0.1')
    await page.keyboard.press('Enter')
    expect(await said(page)).toEqual(['choose title-0-1'])
  })

  it('runs from right to left in Arabic', async () => {
    const page = await openHome({ lang: 'ar' })
    await draw(page, onHome(rails(4, 9)))
    await painted(page, 9)
    const begun = await focusAt(page)
    expect(begun.x).toBeGreaterThan((STAGE.width * 2) / 3)
    await page.keyboard.press('ArrowLeft')
    expect(begun.x - (await focusAt(page)).x).toBeCloseTo(TILE.step, -1)
    expect(await ask(page, (home) => home.spoken())).toContain('Title 0.1')
    await shoot(page, 'tv-home-ar')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect((await focusAt(page)).x).toBeCloseTo(begun.x, -1.5)
    await page.keyboard.press('ArrowUp')
    expect((await focusAt(page)).x).toBeLessThan(STAGE.width / 2)
    await shoot(page, 'tv-home-ar-switch')
  })

  it('goes up to switching accounts and down again, and OK opens either', async () => {
    const page = await openHome()
    await draw(page, onHome(rails(3, 5)))
    const begun = await focusAt(page)
    await page.keyboard.press('ArrowUp')
    const button = await focusAt(page)
    expect(button.y).toBeLessThan(200)
    expect(await ask(page, (home) => home.spoken())).toEqual(['Switch account'])
    expect(await ask(page, (home) => home.words())).toContain('OK shows a code  ·  Back leaves')
    await shoot(page, 'tv-home-switch')
    await page.keyboard.press('Enter')
    expect(await said(page)).toEqual(['switch'])
    await page.keyboard.press('ArrowDown')
    expect((await focusAt(page)).y).toBeCloseTo(begun.y, -1)
    expect(await ask(page, (home) => home.words())).toContain('OK plays  ·  Back leaves')
  })

  it.each([
    ['while titles are on their way', 'loading', onHome(null), null],
    [
      'while the server is away',
      'away',
      onHome(null, { reachable: false }),
      'Your titles come back with the server.',
    ],
    [
      'while the operator’s titles cannot be had',
      'missing',
      onHome(null, { catalogueTries: 1 }),
      'Your titles do not arrive just now. They appear as soon as they do.',
    ],
    ['with nothing to watch', 'empty', onHome([]), 'There is nothing to watch yet.'],
    [
      'with a rail that has no titles',
      'empty-rail',
      onHome(rails(1, 0)),
      'There is nothing to watch yet.',
    ],
  ])('has a focus that is seen %s', async (_when, name, state, sentence) => {
    const page = await openHome()
    await draw(page, state)
    const ring = await focusAt(page)
    const onButton = state.rails !== null
    expect(ring.y < 200).toBe(onButton)
    if (sentence) expect(await ask(page, (home) => home.words())).toContain(sentence)
    await shoot(page, `tv-home-${name}`)
    await page.keyboard.press('Enter')
    expect(await said(page)).toEqual(onButton ? ['switch'] : [])
    await draw(page, onHome(rails(2, 5)))
    expect((await focusAt(page)).y).toBeGreaterThan(400)
    expect(await ask(page, (home) => home.spoken())).toContain('Title 0.0')
  })

  it.each([
    ['Tide', ['Tide']],
    ['The Old Lighthouse Keeper', ['The Old Lighthouse Keeper']],
    [
      'The Extraordinary Journey of a Very Small Boat',
      ['The Extraordinary Journey of a Very', 'Small Boat'],
    ],
    ['Donaudampfschifffahrtsgesellschaftskapitäne', [expect.stringMatching(/^Donau.*…$/)]],
  ])('says a title in large letters, whatever its length: %s', async (name, lines) => {
    const page = await openHome()
    const [rail] = rails(1, 1)
    if (!rail) throw new Error('There is no rail.')
    await draw(
      page,
      onHome([{ ...rail, titles: rail.titles.map((one) => ({ ...one, title: name })) }]),
    )
    const [title] = await ask(page, (home) => home.lines('Title'))
    expect(title?.lines).toEqual(lines)
    const { x = 0, w = STAGE.width } = title?.box ?? {}
    expect(x + w).toBeLessThan(STAGE.width * 0.6)
    await shoot(page, `tv-home-title-${lines.length}-${name.length}`)
  })

  it('draws without WebGL, too', async () => {
    const page = await openHome({ canvas2d: true })
    await draw(page, onHome(rails(2, 5)))
    await painted(page, 5)
    const { x, y } = await focusAt(page)
    const picture = await shoot(page, 'tv-home-2d')
    const at = (down: number) => pixel(picture, Math.round(x + 200), Math.round(y + down))
    expect(at(4)).not.toBe(at(-14))
  })

  it('lies dimmed and without a focus of its own under what is asked over it', async () => {
    const page = await openHome({ precision: 0.25 })
    const state = onHome(rails(2, 5))
    await draw(page, state)
    await focusAt(page)
    await draw(page, { ...state, screen: { name: 'leaving', account: ELIZA, focus: 'stay' } })
    expect(await ask(page, (home) => home.alpha())).toBeCloseTo(0.3)
    expect(await ask(page, (home) => home.rings())).toEqual([])
    await draw(page, state)
    await focusAt(page)
    expect(await ask(page, (home) => home.alpha())).toBe(1)
  })
})

describe('posters', () => {
  const FROM: Record<number, string> = { 0: 'poster', 1: 'forbidden', 2: 'broken', 3: 'missing' }

  it('come from another origin, and the painted landscape stays where they do not', async () => {
    const page = await openHome()
    const elsewhere = server.url.replace('127.0.0.1', 'localhost')
    const urls = (title: number) => `${elsewhere}/${FROM[title] ?? 'poster'}/${title}`
    await draw(page, onHome(rails(1, 4, urls)))
    await photos(page, 1)
    for (const kind of Object.values(FROM)) {
      await expect.poll(() => server.asked.some((path) => path.startsWith(`/${kind}/`))).toBe(true)
    }
    await painted(page, 3)
    const ring = await focusAt(page)
    const picture = await shoot(page, 'tv-home-posters')
    const at = (right: number, down: number): string =>
      pixel(picture, Math.round(ring.x + right), Math.round(ring.y + down))
    // Cut to the tile's shape, the middle in the middle.
    expect(at(120, 60)).toBe('#F0C800')
    expect(at(ring.w / 2, ring.h / 2)).toBe('#00A03C')
    for (const tile of [1, 2, 3]) expect(at(120 + tile * TILE.step, 60)).not.toBe('#F0C800')
  })

  it('are asked for only where the focus rests', async () => {
    const page = await openHome({ precision: 0.25 })
    const before = server.asked.length
    await draw(page, onHome(rails(1, 300, (title) => `${server.url}/poster/rest-${title}`)))
    // In between the page gets on with what it has begun, and no time passes on its clock.
    for (let time = 0; time < 20; time += 1) {
      await ask(page, (home, keys) => home.walk(keys as number[], 1), Array(10).fill(RIGHT))
    }
    await settle(page)
    await photos(page, 6)
    const asked = server.asked.slice(before).filter((path) => path.startsWith('/poster/rest-'))
    expect(asked.length).toBeLessThan(40)
  })
})

describe('five hundred titles', () => {
  /** Along each rail and down to the next, there and back. */
  const SNAKE = Array.from({ length: 20 }, (_, rail) => [
    ...Array(24).fill(rail % 2 === 0 ? RIGHT : LEFT),
    DOWN,
  ]).flat()

  const DOWN_AND_UP = [...Array(19).fill(DOWN), ...Array(19).fill(UP)]

  it.each([
    ['in twenty rails', rails(20, 25), SNAKE],
    ['in one rail', rails(1, 500), Array(499).fill(RIGHT)],
    ['in twenty rails, down and up', rails(20, 25), [...DOWN_AND_UP, ...DOWN_AND_UP]],
  ])(
    'cost no more than twenty %s, and the focus is drawn at every step',
    async (_where, many, keys) => {
      const page = await openHome({ precision: 0.25 })
      // What a frame has no time for is painted in a later one.
      await page.clock.resume()
      await draw(page, onHome(rails(4, 5)))
      await painted(page, 9)
      const few = await ask(page, (home) => home.size())
      await draw(page, onHome(many))
      await focusAt(page)
      const steps = await ask(page, (home, all) => home.walk(all as number[], 1), keys)
      expect(new Set(steps.map(({ elements }) => elements))).toEqual(new Set([few.elements]))
      for (const [at, { rings, pixels }] of steps.entries()) {
        expect(rings.some(isInside), `a focus is seen after key ${at}`).toBe(true)
        expect(pixels, `after key ${at}`).toBeLessThan(MOST_PIXELS)
      }
      const half = Math.floor(steps.length / 2)
      const most = (from: number, to: number) =>
        Math.max(...steps.slice(from, to).map(({ pixels }) => pixels))
      expect(most(half, steps.length)).toBeLessThan(1.25 * most(0, half))
      await focusAt(page)
    },
  )

  it('are followed by the focus when keys come faster than frames', async () => {
    const page = await openHome({ precision: 0.25 })
    await page.clock.resume()
    await draw(page, onHome(rails(20, 200)))
    for (const key of [RIGHT, LEFT, DOWN]) {
      const seen = await ask(
        page,
        (home, keys) =>
          Array.from({ length: 6 }, () => {
            home.walk(keys as number[], 0)
            home.frames(1)
            return home.rings()
          }),
        Array(10).fill(key),
      )
      for (const rings of seen) expect(rings.some(isInside)).toBe(true)
    }
    await focusAt(page)
  })

  it('give their memory back to the video, and take it again after it', async () => {
    const page = await openHome({ precision: 0.25 })
    const state = onHome(rails(20, 25))
    await draw(page, state)
    await painted(page, 9)
    await page.keyboard.press('ArrowRight')
    const begun = await focusAt(page)
    const [title] = rails(1, 1)[0]?.titles ?? []
    if (!title) throw new Error('There is no title.')
    const player = playing({ account: ELIZA, title, media: null, arrived: false, at: 0 })
    await draw(page, { ...state, screen: player })
    // What is left is the night behind everything.
    const left = () =>
      ask(page, (home) => {
        home.frames(8)
        return home.size().pixels
      })
    await expect.poll(left).toBeLessThan(3e5)
    await draw(page, state)
    await painted(page, 9)
    expect((await focusAt(page)).x).toBeCloseTo(begun.x, -1)
  })
})

function isInside({ x, y, w, h, alpha }: Box): boolean {
  const middle = { x: x + w / 2, y: y + h / 2 }
  return (
    alpha > 0 && middle.x > 0 && middle.x < STAGE.width && middle.y > 0 && middle.y < STAGE.height
  )
}

describe('a remote that points', () => {
  it('moves the focus and chooses, and moves nothing under itself', async () => {
    const page = await openHome({ precision: 0.25 })
    await draw(page, onHome(rails(3, 9)))
    const ring = await focusAt(page)
    const tile = (index: number) => ({ x: ring.x + 100 + index * TILE.step, y: ring.y + 60 })
    const before = await ask(page, (home) => home.rowAt())
    await ask(page, (home, point) => home.hover(point as never), tile(3))
    expect((await focusAt(page)).x - ring.x).toBeCloseTo(3 * TILE.step, -1)
    const moved = await ask(page, (home) => home.rowAt())
    for (const [at, x] of moved.entries()) expect(x).toBeCloseTo(before[at] ?? 0, -1)
    expect(await ask(page, (home, point) => home.press(point as never), tile(2))).toMatchObject({
      type: 'choose',
      title: { id: 'title-0-2' },
    })
    // The one that looks in at the edge comes nearer; it is chosen by the next press.
    expect(await ask(page, (home, point) => home.press(point as never), tile(4))).toBeNull()
    expect(await ask(page, (home) => home.spoken())).toContain('Title 0.4')
    expect((await focusAt(page)).x).toBeLessThan(STAGE.width - TILE.width)
    await ask(page, (home) => home.wheel(1))
    expect(await ask(page, (home) => home.spoken())).toContain('Title 1.0')
    await focusAt(page)
    const button = { x: STAGE.width - 420, y: 95 }
    expect(await ask(page, (home, point) => home.press(point as never), button)).toEqual({
      type: 'switchAccount',
    })
    expect((await focusAt(page)).y).toBeLessThan(200)
  })
})
