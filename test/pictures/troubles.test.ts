import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page, Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { openBrowser } from '../support/browser.ts'
import { Phone } from '../support/phone.ts'
import { freePort, startProcess } from '../support/process.ts'
import { startServer, type TestServer, temporaryFolder } from '../support/server.ts'
import { openTv, readQr, screenOf, shoot, standStill, until } from './screens.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
const ROOT = new URL('../..', import.meta.url).pathname

async function approveOnScreen(tv: Page, url: string): Promise<void> {
  const { hash } = new URL(await readQr(tv, 'tv-link'))
  const answer = await new Phone(url).approve(hash.slice(1), ELIZA)
  expect(answer.status).toBe(200)
}

async function isGreeted(tv: Page, approve: () => Promise<void>): Promise<void> {
  await tv.evaluate(standStill('screen'))
  await approve()
  await until(tv, 'welcome')
}

async function boundTv(server: TestServer) {
  const browser = await openBrowser()
  const tv = await openTv(browser, `http://localhost:${server.port}`)
  await until(tv, 'link')
  await approveOnScreen(tv, server.url)
  await until(tv, 'home')
  return tv
}

describe('a TV whose MQTT is cut', () => {
  it('gets there by asking', async () => {
    const server = await startServer({ link: { intervalSeconds: 1 } }, { pages: true })
    const browser = await openBrowser()
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
    await context.routeWebSocket(/\/mqtt$/, (socket) => socket.close())
    const tv = await context.newPage()
    await tv.goto(`http://localhost:${server.port}/tv/`)
    await until(tv, 'link')
    await isGreeted(tv, () => approveOnScreen(tv, server.url))
  })
})

describe('a bound TV', () => {
  const lies: [string, (route: Route) => Promise<void>][] = [
    [
      'a captive portal',
      (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Hotel</h1>' }),
    ],
    [
      'a portal that says 401',
      (route) => route.fulfill({ status: 401, contentType: 'text/html', body: 'sign in' }),
    ],
    ['a broken server', (route) => route.fulfill({ status: 503, body: '' })],
    ['no network', (route) => route.abort()],
  ]

  it.each(lies)('never shows a QR because of %s', async (_what, answer) => {
    const server = await startServer({}, { pages: true })
    const tv = await boundTv(server)
    let asked = 0
    await tv.route(/\/(hello|auth\/.*)(\?.*)?$/, (route) => {
      asked += 1
      return answer(route)
    })
    const shown = await screensOf(tv)
    await tv.reload()
    await until(tv, 'home')
    await expect.poll(() => asked).toBeGreaterThan(1)
    expect(await screenOf(tv)).toBe('home')
    expect(shown).not.toContain('link')
    await shoot(tv, 'tv-connecting')
    await tv.unroute(/\/(hello|auth\/.*)(\?.*)?$/)
    const back = await server.parts.store.deviceState(await deviceIdOf(tv), server.clock.now)
    expect(back.bound?.name).toBe('Eliza')
  })

  it('whose goodbye fails stays signed in and says so', async () => {
    const server = await startServer({ tv: { goodbyeSeconds: 0 } }, { pages: true })
    const tv = await boundTv(server)
    await tv.route(/\/goodbye$/, (route) => route.abort())
    await expect
      .poll(async () => {
        await tv.keyboard.press('Escape')
        return tv.evaluate(() =>
          performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/goodbye')),
        )
      })
      .toBe(true)
    await until(tv, 'home')
    await shoot(tv, 'tv-goodbye-failed')
    expect(
      (await server.parts.store.deviceState(await deviceIdOf(tv), server.clock.now)).bound,
    ).not.toBeNull()
  })
})

describe('a TV on a plain http LAN, where there is no WebCrypto', () => {
  it('signs in all the same', async () => {
    const server = await startServer({}, { pages: true })
    const browser = await openBrowser(['--host-resolver-rules=MAP tv.lan 127.0.0.1'])
    const tv = await openTv(browser, `http://tv.lan:${server.port}`)
    expect(await tv.evaluate(() => [isSecureContext, typeof crypto.subtle])).toEqual([
      false,
      'undefined',
    ])
    await until(tv, 'link')
    await isGreeted(tv, () => approveOnScreen(tv, server.url))
  })
})

describe('a server below a path', () => {
  it('signs a TV in there', async () => {
    const port = await freePort()
    const url = `http://localhost:${port}/couch`
    const server = await startServer({ port, publicUrl: url }, { pages: true })
    const tv = await openTv(await openBrowser(), url)
    await until(tv, 'link')
    expect(await readQr(tv, 'tv-below-a-path')).toContain(`${url}/L#`)
    await isGreeted(tv, () => approveOnScreen(tv, server.url))
  })
})

describe('a TV that was provisioned', () => {
  it('greets at its first start and never asks for a link request', async () => {
    const printed = execFileSync(
      process.execPath,
      [
        '--import',
        'tsx',
        '--conditions=source',
        'server/cli/couchlink.ts',
        'devices',
        'provision',
        '--json',
      ],
      { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' } },
    )
    const { deviceId, tvUrl } = JSON.parse(printed.toString()) as Record<
      'deviceId' | 'tvUrl',
      string
    >
    const server = await startServer({ devices: { [deviceId]: 'eliza' } }, { pages: true })
    const browser = await openBrowser()
    const page = await (await browser.newContext()).newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    const shown = await screensOf(page)
    await page.goto(`http://localhost:${server.port}/tv/${new URL(tvUrl).hash}`)
    await until(page, 'home')
    expect(new URL(page.url()).hash).toBe('')
    expect(shown).toContain('welcome')
    await page.reload()
    await until(page, 'home')
    expect(asked).not.toContain('/auth/device_authorization')
  })
})

describe('a TV on its QR', () => {
  it('goes on by itself when the server is killed and started again', async () => {
    const port = await freePort()
    const config = join(temporaryFolder(), 'config.json')
    writeFileSync(
      config,
      JSON.stringify({ mqtt: { firstSpreadSeconds: 1 }, link: { intervalSeconds: 1 } }),
    )
    const env = { PORT: String(port), DATA_DIR: temporaryFolder(), CONFIG: config }
    const first = await startProcess(env)
    const tv = await openTv(await openBrowser(), `http://localhost:${port}`)
    await until(tv, 'link')
    const qr = await readQr(tv, 'tv-link')
    await first.kill()
    await startProcess(env)
    await isGreeted(tv, async () => {
      const answer = await new Phone(first.url).approve(new URL(qr).hash.slice(1), ELIZA)
      expect(answer.status).toBe(200)
    })
  })
})

describe('the emulator', () => {
  it('lets one person with one laptop live the whole story', async () => {
    // The emulator's link leads to the address a phone would use, so the server listens there too.
    const server = await startServer({ host: null, tv: { goodbyeSeconds: 0 } }, { pages: true })
    const browser = await openBrowser()
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    await page.goto(`http://localhost:${server.port}/`)
    const screen = () =>
      page
        .frames()
        .find((frame) => frame.url().endsWith('/tv/'))
        ?.evaluate(() => document.body.dataset['screen'])
    await expect.poll(screen).toBe('link')
    const opening = context.waitForEvent('page')
    await page.getByRole('link', { name: /phone/i }).click()
    const phone = await opening
    await phone.locator('input[autocomplete~="username"]').fill(ELIZA.username)
    await phone.locator('input[autocomplete="current-password"]').fill(ELIZA.password)
    await phone.getByRole('button', { name: 'Connect this TV' }).click()
    await phone.getByText('connected!').waitFor()
    await page.bringToFront()
    await expect.poll(screen).toBe('home')
    await shoot(page, 'emulator')
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: /back/i }).click()
        return screen()
      })
      .toBe('link')
  })
})

/** Every screen that this page shows from its next beginning on. */
async function screensOf(tv: Page): Promise<string[]> {
  const shown: string[] = []
  await tv.exposeFunction('note', (screen: string) => shown.push(screen))
  await tv.addInitScript(() => {
    const note = () =>
      (window as unknown as { note(screen?: string): void }).note(document.body.dataset['screen'])
    // From the very first, before there is a body.
    const filter = { subtree: true, attributeFilter: ['data-screen'] }
    new MutationObserver(note).observe(document, filter)
  })
  return shown
}

/** The deviceId as the TV's own token names it. */
async function deviceIdOf(tv: Page): Promise<string> {
  const request = tv.waitForRequest(/\/hello/)
  await tv.reload()
  const header = (await (await request).allHeaders())['authorization'] ?? ''
  const [, payload = ''] = header.split('.')
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string }).sub
}
