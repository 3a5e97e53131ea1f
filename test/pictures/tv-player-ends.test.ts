import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { oneBrowser } from '../support/browser.ts'
import type { Phone } from '../support/phone.ts'
import {
  bind,
  choose,
  dorasTv,
  jumpToMiddle,
  playedTo,
  watched,
  watching,
  withoutPlaylists,
} from './playing.ts'
import { screenOf, shoot, until } from './screens.ts'

const browser = oneBrowser()

const SETS: [string, (context: BrowserContext) => Promise<unknown>][] = [
  ['a set that knows playlists', () => Promise.resolve()],
  ['a set that knows none', withoutPlaylists],
]

/** Rarely asks hello by itself, and hears no notices. */
function withoutBroker(context: BrowserContext): Promise<unknown> {
  return context.routeWebSocket(/\/mqtt/, (socket) => socket.close())
}

/** A set's own player may not fail but wait: that alone is borne for 20 s, and more of that on a busy machine. */
const PATIENCE_MS = 100_000

const UNBOUND = expect.objectContaining({ name: 'link', note: 'unbound' })

describe('the address of a video', () => {
  it.each(SETS)('ends while it plays on %s: it goes on at the same place', async (_set, before) => {
    // No shorter: within that time even a busy machine has to have brought the video further.
    const settings = { watch: { ownMediaSeconds: 35 } }
    const { tv, clock, faults } = await dorasTv(browser(), { settings, before })
    await choose(tv, 'long')
    await playedTo(tv, 0.5)
    const first = (await watching(tv)).media?.url
    const fedFrom = await source(tv)
    const asked = tv.waitForResponse(/\/titles\/long\/media$/, { timeout: PATIENCE_MS })
    clock.putForward(40)
    // Nothing of it has arrived so far ahead.
    await jumpToMiddle(tv)
    await asked
    await expect.poll(async () => (await watching(tv)).media?.url ?? first).not.toBe(first)
    await playedTo(tv, 450.5, PATIENCE_MS)
    expect(Math.abs((await watching(tv)).from.seconds - 450)).toBeLessThan(10)
    // What arrives slowly may stand still once more.
    await expect.poll(() => watching(tv)).toMatchObject({ stalled: false, paused: false })
    expect(await tv.locator('video').count()).toBe(1)
    // Fed piece by piece, it goes on without a break; otherwise the set has to begin anew.
    if (fedFrom.indexOf('blob:') === 0) expect(await source(tv)).toBe(fedFrom)
    else expect(await source(tv)).not.toBe(fedFrom)
    expect(faults).toEqual([])
  })

  it.each(SETS)('is good for nothing when the server is gone: %s', async (_set, before) => {
    const { tv, server } = await dorasTv(browser(), { before })
    await choose(tv, 'long')
    await playedTo(tv, 0.5)
    const seen = await watched(tv)
    await server.close()
    await jumpToMiddle(tv)
    await patientlyUntil(tv, 'home')
    expect(await seen()).toContainEqual(
      expect.objectContaining({ name: 'home', note: 'videoNetwork' }),
    )
    expect(await tv.locator('video').count()).toBe(0)
  })
})

describe('a TV that is unbound from afar while it plays', () => {
  it('stops within a second, and says so', async () => {
    const { tv, phone } = await dorasTv(browser())
    // A busy machine may take longer once, but not five times: what takes a second by design does so each time.
    let tookMs = Number.POSITIVE_INFINITY
    for (let times = 0; times < 5 && tookMs >= 1000; times += 1) {
      if (times > 0) await bind(tv, phone)
      await expect.poll(() => hears(tv)).toBe(true)
      await choose(tv, 'clip')
      await playedTo(tv, 0.5)
      const seen = await watched(tv)
      tookMs = Math.min(tookMs, await unbindingMs(tv, phone))
      await until(tv, 'link')
      expect(await seen()).toContainEqual(UNBOUND)
      expect(await tv.locator('video, .captions').count()).toBe(0)
    }
    expect(tookMs).toBeLessThan(1000)
  })

  it.each(SETS)('stops without notices as soon as it needs more: %s', async (_set, before) => {
    const { tv, phone } = await dorasTv(browser(), {
      before: async (context) => {
        await withoutBroker(context)
        await before(context)
      },
    })
    await choose(tv, 'long')
    await playedTo(tv, 0.5)
    const seen = await watched(tv)
    expect((await phone.send('DELETE', '/devices')).status).toBe(200)
    await jumpToMiddle(tv)
    await patientlyUntil(tv, 'link')
    expect(await seen()).toContainEqual(UNBOUND)
    expect(await tv.locator('video, .captions').count()).toBe(0)
  })
})

/** By how much more a page may hold after two dozen videos. One of them left behind each time is far beyond each. */
const LIMITS = [
  ['objectUrls', 0],
  ['nodes', 10],
  // The engine may still hold the last video, which has a dozen, and a call that is under way.
  ['jsEventListeners', 24],
  // What the home screen has given back and paints again is as many.
  ['textures', 32],
  ['heapMb', 2],
] as const

/** Nobody is promised how long a busy machine takes over so many. */
const THIRTY_MS = 300_000

describe('thirty videos in a row', () => {
  it('leave nothing behind', { timeout: THIRTY_MS }, async () => {
    const { tv, context, faults } = await dorasTv(browser(), {
      before: async (context) => {
        await withoutPlaylists(context)
        await countHeld(context)
      },
    })
    const session = await context.newCDPSession(tv)
    const count = async () => {
      await session.send('HeapProfiler.collectGarbage')
      const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
      const { usedSize } = await session.send('Runtime.getHeapUsage')
      return { nodes, jsEventListeners, heapMb: usedSize / 2 ** 20, ...(await held(tv)) }
    }
    const playSome = async (times: number) => {
      for (let time = 0; time < times; time += 1) {
        await choose(tv, (['clip', 'tide', 'long'] as const)[time % 3] ?? 'clip')
        await playedTo(tv, 0)
        if (time % 3 !== 2) await tv.keyboard.press('ArrowUp')
        await tv.keyboard.press('Escape')
        await until(tv, 'home')
      }
    }
    await expect.poll(() => hears(tv)).toBe(true)
    await playSome(6)
    const before = await count()
    await playSome(24)
    expect(await tv.locator('video, .captions').count()).toBe(0)
    // The engine collects what nobody holds when it pleases.
    await expect
      .poll(async () => {
        const now = await count()
        return LIMITS.filter(([what, more]) => now[what] > before[what] + more).map(
          ([what]) => `${what}: ${before[what]}, then ${now[what]}`,
        )
      })
      .toEqual([])
    expect(faults).toEqual([])
  })
})

describe('what stands on the picture', () => {
  it('runs from right to left in Arabic, but time does not', async () => {
    const { tv } = await dorasTv(browser(), { query: '?lang=ar' })
    await choose(tv, 'clip')
    await playedTo(tv, 0.5)
    await tv.keyboard.press('ArrowUp')
    await tv.keyboard.press('ArrowUp')
    await tv.keyboard.press('Enter')
    await expect.poll(async () => (await watching(tv)).paused).toBe(true)
    await shoot(tv, 'tv-player-rtl')
  })
})

function patientlyUntil(tv: Page, screen: string): Promise<void> {
  return expect.poll(() => screenOf(tv), { timeout: PATIENCE_MS }).toBe(screen)
}

/** Unbinds it from the phone. @returns how long its picture was still there, from the tap on */
async function unbindingMs(tv: Page, phone: Phone): Promise<number> {
  const gone = tv.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelector('video')) requestAnimationFrame(look)
          else resolve(Date.now())
        }
        look()
      }),
  )
  const since = Date.now()
  expect((await phone.send('DELETE', '/devices')).status).toBe(200)
  return (await gone) - since
}

function source(tv: Page): Promise<string> {
  return tv.evaluate(() => document.querySelector('video')?.src ?? '')
}

/** Whether notices arrive. */
function hears(tv: Page): Promise<boolean> {
  return tv.evaluate(() => {
    const { couchlink } = window as unknown as { couchlink: { play: { state: { line: boolean } } } }
    return couchlink.play.state.line
  })
}

/** Counts what the page takes and gives back: textures of the graphics chip, and addresses of what is in memory. */
function countHeld(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const held = { textures: 0, objectUrls: 0 }
    Object.assign(window, { held })
    for (const { prototype } of [WebGLRenderingContext, WebGL2RenderingContext]) {
      const { createTexture, deleteTexture } = prototype
      prototype.createTexture = function () {
        held.textures += 1
        return createTexture.call(this)
      }
      prototype.deleteTexture = function (texture) {
        held.textures -= 1
        deleteTexture.call(this, texture)
      }
    }
    const { createObjectURL, revokeObjectURL } = URL
    const open = new Set<string>()
    URL.createObjectURL = (object) => {
      const url = createObjectURL.call(URL, object)
      open.add(url)
      held.objectUrls = open.size
      return url
    }
    URL.revokeObjectURL = (url) => {
      open.delete(url)
      held.objectUrls = open.size
      revokeObjectURL.call(URL, url)
    }
  })
}

function held(tv: Page): Promise<{ textures: number; objectUrls: number }> {
  return tv.evaluate(
    () => (window as unknown as { held: { textures: number; objectUrls: number } }).held,
  )
}
