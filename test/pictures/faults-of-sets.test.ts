import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { type WatchedWindow, watchScreen } from '../bench/tv/watch.ts'
import { oneBrowser } from '../support/browser.ts'
import type { Place } from '../support/older-chrome.ts'
import { Phone } from '../support/phone.ts'
import { startServer } from '../support/server.ts'
import { readQr, standStill } from './screens.ts'
import { CONTEXT_THAT_IS_LOST, clockAt, FAULTS } from './set-faults.ts'
import { ELIZA, type Faults, type TvSet, turnOn } from './tv-sets.ts'

const browser = oneBrowser(['--host-resolver-rules=MAP tv.lan 127.0.0.1'])

/** A set with these faults, sent to a server's app. */
async function boot(
  faults: Faults = {},
  prepare?: (page: Page) => Promise<unknown>,
  host?: string,
) {
  const server = await startServer({ link: { intervalSeconds: 1 } }, { pages: true })
  const set = await turnOn(browser(), faults)
  await prepare?.(set.page)
  await set.page.goto(`http://${host ?? 'localhost'}:${server.port}/tv/`, { waitUntil: 'commit' })
  return { server, set }
}

/** Two decoders read the code off the screen; answers what it says. */
async function showsCode(set: TvSet, name: string, other = ''): Promise<string> {
  await set.reaches('link')
  return readQr(set.page, `fault-${name}`, other)
}

/** A phone says yes, and the set says welcome. */
async function isGreeted(server: { url: string }, set: TvSet, qr: string): Promise<void> {
  await set.ask(standStill('screen'))
  const answer = await new Phone(server.url).approve(new URL(qr).hash.slice(1), ELIZA)
  expect(answer.status).toBe(200)
  await set.reaches('welcome')
}

describe('a set shows its code', () => {
  const lacking: [string, Place[]][] = [
    ['WebGL', [['', 'WebGLRenderingContext']]],
    ['FontFace', [['', 'FontFace']]],
    [
      'a voice',
      [
        ['', 'speechSynthesis'],
        ['', 'SpeechSynthesisUtterance'],
      ],
    ],
    ['any place to keep its key', [['', 'indexedDB']]],
  ]
  it.each(lacking)('that lacks %s', async (what, missing) => {
    const { set } = await boot({ missing })
    await showsCode(set, `without ${what}`)
    expect(set.broken).toEqual([])
  })

  it.each(Object.entries(FAULTS))('%s', async (what, source) => {
    const { server, set } = await boot({ before: [source] })
    await isGreeted(server, set, await showsCode(set, what))
    expect(set.broken).toEqual([])
  })

  it.each(Object.entries(FAULTS))('without WebCrypto, %s', async (what, source) => {
    const { server, set } = await boot({ before: [source] }, undefined, 'tv.lan')
    expect(await set.ask('typeof crypto.subtle')).toBe('undefined')
    await isGreeted(server, set, await showsCode(set, `plain ${what}`))
    expect(set.broken).toEqual([])
  })

  it.each([
    ['1970', Date.UTC(1970, 0, 2)],
    ['2038', Date.UTC(2038, 0, 20)],
  ])('whose clock says %s', async (year, at) => {
    const { server, set } = await boot({ before: [clockAt(at)] })
    expect(await set.ask('new Date().getUTCFullYear()')).toBe(Number(year))
    await isGreeted(server, set, await showsCode(set, year))
    expect(set.broken).toEqual([])
  })
})

describe('a set shows its code although the network', () => {
  it('has lost its fonts', async () => {
    const { set } = await boot({}, (page) => page.route(/\.woff2$/, (route) => route.abort()))
    await showsCode(set, 'no-fonts')
  })

  it('never answers for its fonts', async () => {
    const { set } = await boot({}, (page) => page.route(/\.woff2$/, () => {}))
    await showsCode(set, 'hanging-fonts')
  })

  it('brings the screen long after everything else', async () => {
    let release = () => {}
    const late = new Promise<void>((resolve) => {
      release = resolve
    })
    const { set } = await boot({}, (page) =>
      page.route(/\/app\.js$/, async (route) => {
        await late
        await route.continue()
      }),
    )
    // The story has gone on meanwhile.
    await set.reaches('link')
    release()
    await showsCode(set, 'slow-screen')
  })

  it.each(['identity', 'app'])('has lost %s.js at first', async (name) => {
    let asked = 0
    const { set } = await boot({}, (page) =>
      page.route(new RegExp(`/${name}\\.js$`), (route) => {
        asked += 1
        return asked === 1 ? route.abort() : route.continue()
      }),
    )
    await expect.poll(() => asked).toBeGreaterThan(1)
    await showsCode(set, `without ${name} at first`)
  })

  it('has lost the library for notices, and links all the same', async () => {
    let asked = 0
    const { server, set } = await boot({}, (page) =>
      page.route(/\/notices\.js$/, (route) => {
        asked += 1
        return route.abort()
      }),
    )
    await isGreeted(server, set, await showsCode(set, 'no-notices'))
    expect(asked).toBeGreaterThan(0)
    expect(set.broken).toEqual([])
  })

  it('lets no notices through: no word of that, and it links by asking', async () => {
    let tried = 0
    const { server, set } = await boot({}, (page) =>
      page.routeWebSocket(/\/mqtt$/, (socket) => {
        tried += 1
        return socket.close()
      }),
    )
    const qr = await showsCode(set, 'no-mqtt')
    await expect.poll(() => tried).toBeGreaterThan(0)
    expect(await set.ask('couchlink.play.state.screen.note')).toBeNull()
    expect(await set.ask('couchlink.play.state.reachable')).toBe(true)
    await isGreeted(server, set, qr)
  })
})

describe('a set whose graphics chip takes the picture away', () => {
  it('draws it anew', async () => {
    const { set } = await boot({ before: [CONTEXT_THAT_IS_LOST.onDemand] })
    const qr = await showsCode(set, 'context')
    await set.page.waitForLoadState()
    // A picture that is taken while the page changes never comes.
    const anew = set.page.waitForEvent('load')
    await set.ask('loseContext()')
    await anew
    expect(await showsCode(set, 'context-lost', qr)).not.toBe(qr)
  })

  it('while there is no network shows its mark, and its code when that is back', async () => {
    const { set } = await boot({ before: [CONTEXT_THAT_IS_LOST.onDemand] })
    const qr = await showsCode(set, 'context')
    const context = set.page.context()
    await context.setOffline(true)
    const looked = set.page.waitForEvent('requestfailed', (request) =>
      /\/tv\/$/.test(request.url()),
    )
    await set.ask('loseContext()')
    await looked
    await set.page.waitForLoadState()
    expect(await set.ask("!!document.querySelector('.splash')")).toBe(true)
    const anew = set.page.waitForEvent('load')
    await context.setOffline(false)
    await anew
    expect(await showsCode(set, 'context-lost-offline', qr)).not.toBe(qr)
  })

  it('again and again goes on without it, and does not start over for ever', async () => {
    let starts = 0
    const { set } = await boot({ before: [CONTEXT_THAT_IS_LOST.always] }, async (page) =>
      page.on('request', (request) => {
        if (request.isNavigationRequest()) starts += 1
      }),
    )
    await expect.poll(() => starts).toBeGreaterThan(1)
    await expect
      .poll(() => set.ask("!!document.querySelector('canvas') && contextsMade === 0"))
      .toBe(true)
    await showsCode(set, 'context-always-lost')
    expect(starts).toBeLessThanOrEqual(2)
  })
})

describe('a set that is turned on behind another app', () => {
  it('shows its code as soon as it is in front', async () => {
    const { set } = await boot({ before: [BEHIND] })
    await set.reaches('link')
    await set.ask('comeToFront()')
    await showsCode(set, 'was-behind')
  })
})

describe('the library for notices', () => {
  it('is not asked for before the code is on the screen', async () => {
    const { set } = await boot({}, async (page) => {
      await page.addInitScript({ content: 'globalThis.__name = (target) => target' })
      await page.addInitScript(watchScreen)
    })
    const begun = await set.page.waitForFunction(
      () =>
        performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/notices.js'))
          ?.startTime,
    )
    const code = await set.page.evaluate(
      () => (window as unknown as Window & WatchedWindow).benchCode,
    )
    expect(code).toBeLessThanOrEqual((await begun.jsonValue()) ?? 0)
  })
})

/** Hidden pages get no frames. */
const BEHIND = `(function () {
  var behind = true, waiting = [], frame = window.requestAnimationFrame.bind(window)
  Object.defineProperty(document, 'hidden', { configurable: true, get: function () { return behind } })
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: function () { return behind ? 'hidden' : 'visible' } })
  window.requestAnimationFrame = function (run) {
    if (!behind) return frame(run)
    waiting.push(run)
    return 0
  }
  window.comeToFront = function () {
    behind = false
    waiting.splice(0).forEach(function (run) { frame(run) })
    document.dispatchEvent(new Event('visibilitychange'))
  }
})()`
