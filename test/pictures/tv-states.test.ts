import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'

import { BEAT_MS } from '../../tv-app/client/asleep.ts'
import type { Screen } from '../../tv-app/src/story/screen.ts'
import { oneBrowser } from '../support/browser.ts'
import { PICTURES } from '../support/looks.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, temporaryFolder } from '../support/server.ts'
import { makeWire } from '../support/wire.ts'
import { told, watched } from './playing.ts'
import { decoded, endlessTimers, pixel, readQr, shoot, until } from './screens.ts'
import { LARGE, seenTexts } from './tv-stage.ts'

const DORA = { username: 'dora', password: passwordOf('dora') }
const browser = oneBrowser()

/** A real server behind a wire, and a television that is about to be turned on. */
async function setUp() {
  const wire = await makeWire()
  const url = `http://localhost:${wire.port}`
  const settings = { accounts: await accounts('dora'), publicUrl: url }
  const start = async (dataDir = temporaryFolder()) => {
    const server = await startServer(settings, { pages: true, dataDir })
    wire.leadTo(server.port)
    return server
  }
  const server = await start()
  const context = await browser().newContext({ viewport: LARGE })
  // A television that nobody looks at any more draws on, and takes the machine from the next one.
  onTestFinished(() => context.close())
  const tv = await context.newPage()
  const phone = new Phone(server.url)
  return { wire, url, server, start, tv, phone, turnOn: () => tv.goto(`${url}/tv/?inspect`) }
}

/** All that a person reads on it now. */
async function words(tv: Page): Promise<string> {
  return (await seenTexts(tv)).map(({ words }) => words).join('\n')
}

/** Waits until it shows a code, and not the `other` one. */
async function linkOn(tv: Page, other = ''): Promise<Extract<Screen, { name: 'link' }>> {
  await expect
    .poll(async () => {
      const screen = await told(tv)
      return screen.name === 'link' && !screen.asking && (screen.link?.id ?? other) !== other
    })
    .toBe(true)
  return (await told(tv)) as Extract<Screen, { name: 'link' }>
}

/** Lets that much of its time pass, with nothing under way: a call of that moment would seem to have gone unanswered. */
async function pass(tv: Page, milliseconds: number): Promise<void> {
  const isAtRest = () =>
    tv.evaluate(() => {
      const owner = window as unknown as {
        couchlink: { play: { hello: string; state: { line: boolean } } }
      }
      const { hello, state } = owner.couchlink.play
      return hello === 'idle' && state.line
    })
  await expect.poll(isAtRest).toBe(true)
  await tv.clock.fastForward(milliseconds)
}

/** The page never finds that it has slept: the timer by which it notices does not end. */
function withoutSleep(tv: Page): Promise<unknown> {
  return tv.addInitScript(endlessTimers, [BEAT_MS])
}

/** The colour around the code. */
async function groundOfCode(tv: Page, name: string): Promise<string> {
  return pixel(await shoot(tv, name), 1020, 540)
}

describe('a TV on a real server', () => {
  it('says that it takes a moment while nobody answers its first question', async () => {
    const { tv, turnOn } = await setUp()
    // However long this machine takes to draw: the TV's patience with its server is as long, and it has not slept.
    await withoutSleep(tv)
    await tv.addInitScript(() => {
      const { setTimeout } = window
      const patient = (run: () => void, ms = 0) => (ms < 10_000 ? setTimeout(run, ms) : 0)
      window.setTimeout = patient as typeof setTimeout
    })
    let answer = (): void => undefined
    const asked = new Promise<void>((resolve) => {
      answer = resolve
    })
    await tv.route(/\/hello/, async (route) => {
      await asked
      await route.continue()
    })
    await turnOn()
    let first = ''
    await expect
      .poll(async () => {
        first = await words(tv)
        return first
      })
      .toContain('One moment …')
    // What stands on other screens does not shine through, not even while it fades.
    expect(first).not.toContain('camera')
    expect((await told(tv)).name).toBe('booting')
    await shoot(tv, 'tv-real-booting')
    answer()
    // A question on its way through here would otherwise outlive the page.
    await tv.unrouteAll({ behavior: 'wait' })
    await until(tv, 'link')
  })

  it('renews its code by itself six times, and then waits for OK', async () => {
    const { tv, turnOn } = await setUp()
    await tv.clock.install()
    // It would think so whenever its time is put forward, and have less patience with its server just then.
    await withoutSleep(tv)
    await turnOn()
    let { link } = await linkOn(tv)
    const seen = await watched(tv)
    for (let renewals = 1; renewals <= 6; renewals += 1) {
      await pass(tv, 570_000)
      const next = (await linkOn(tv, link?.id)).link
      expect(await seen()).toContainEqual(
        expect.objectContaining({ name: 'link', link: next, note: 'renewed', renewals }),
      )
      link = next
    }
    await pass(tv, 600_000)
    await expect.poll(() => told(tv)).toMatchObject({ name: 'link', link: null, asking: false })
    await expect.poll(() => words(tv)).toContain('Press OK')
    await shoot(tv, 'tv-real-waiting')
    await tv.keyboard.press('Enter')
    expect(await linkOn(tv)).toMatchObject({ renewals: 0 })
  })

  it('keeps its last code, greyed, while its server is away, and goes on with the same one', async () => {
    const { tv, turnOn, wire } = await setUp()
    await turnOn()
    const qr = await readQr(tv, 'tv-real-link')
    const awake = await groundOfCode(tv, 'tv-real-link')
    wire.cut()
    await tv.evaluate(() => window.dispatchEvent(new Event('online')))
    await until(tv, 'offline')
    await expect.poll(() => groundOfCode(tv, 'tv-real-offline')).not.toBe(awake)
    await expect.poll(() => words(tv)).toContain('Reconnecting …')
    expect(decoded(`${PICTURES}/tv-real-offline.png`)).toEqual([qr, qr])
    wire.mend()
    await tv.keyboard.press('Enter')
    await until(tv, 'link')
    expect(await readQr(tv, 'tv-real-back')).toBe(qr)
  })

  it('whose token is refused registers anew, and shows a code instead of a fault', async () => {
    const { tv, turnOn, server, start } = await setUp()
    await turnOn()
    const before = await linkOn(tv)
    const refused = tv.waitForResponse(
      async (response) => {
        if (!response.url().includes('/hello')) return false
        const body = (await response.json().catch(() => null)) as { code?: string } | null
        return body?.code === 'invalid_token'
      },
      { timeout: 0 },
    )
    const seen = await watched(tv)
    await server.close()
    // One that knows neither the TV nor its token, nor the key that signed it.
    await start()
    await tv.evaluate(() => window.dispatchEvent(new Event('online')))
    await refused
    await linkOn(tv, before.link?.id)
    expect((await seen()).map(({ name }) => name)).not.toContain('problem')
  })

  it('that is unbound from afar says so, and shows a code', async () => {
    const { tv, turnOn, phone } = await setUp()
    await turnOn()
    const handle = new URL((await linkOn(tv)).link?.qr ?? '').hash.slice(1)
    await phone.open(handle)
    expect((await phone.approve(handle, DORA)).body).toEqual({ status: 'authorized' })
    await until(tv, 'home')
    const seen = await watched(tv)
    await phone.send('DELETE', '/devices')
    const { link } = await linkOn(tv)
    expect(await seen()).toContainEqual(
      expect.objectContaining({ name: 'link', link, note: 'unbound', over: null }),
    )
    expect(await readQr(tv, 'tv-real-unbound')).toBe(link?.qr)
  })

  it('that was denied says so, beside a new code', async () => {
    const { tv, turnOn, phone } = await setUp()
    await turnOn()
    const before = await linkOn(tv)
    const handle = new URL(before.link?.qr ?? '').hash.slice(1)
    await phone.open(handle)
    await until(tv, 'opened')
    const seen = await watched(tv)
    await phone.deny(handle)
    const { link } = await linkOn(tv, before.link?.id)
    expect(await seen()).toContainEqual(
      expect.objectContaining({ name: 'link', link, note: 'denied' }),
    )
    expect(await readQr(tv, 'tv-real-denied')).toBe(link?.qr)
  })

  it('whose server has no code for it says why, with a reference, and OK tries again', async () => {
    const { tv, turnOn } = await setUp()
    await tv.route(/\/auth\/device_authorization$/, (route) =>
      route.fulfill({
        status: 503,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '3600' },
        body: JSON.stringify({ type: 'about:blank', title: '', status: 503, code: 'too_many' }),
      }),
    )
    await turnOn()
    await until(tv, 'problem')
    await expect.poll(() => words(tv)).toContain('503 too_many')
    await shoot(tv, 'tv-real-problem')
    await tv.unroute(/\/auth\/device_authorization$/)
    await tv.keyboard.press('Enter')
    await linkOn(tv)
  })
})
