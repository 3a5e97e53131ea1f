import type { Page, Request } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'

import { oneBrowser } from '../support/browser.ts'
import { serveFolders } from '../support/folder-server.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, temporaryFolder } from '../support/server.ts'
import { makeWire } from '../support/wire.ts'

const DORA = { username: 'dora', password: passwordOf('dora') }
/** So soon after waking a TV is right, by its own clock. */
const SOON_MS = 2000
const browser = oneBrowser()

/** How a page shows that it has a code, or an account. */
interface Television {
  open(page: Page, base: string): Promise<void>
  hasCode(): boolean
  isBound(): boolean
  /** Where the phone's address stands. */
  qr(page: Page): Promise<string>
}

const example: Television = {
  async open(page, base) {
    const folders = ['../../docs/examples/', '../../dist/tv/']
    const origin = await serveFolders(...folders.map((folder) => new URL(folder, import.meta.url)))
    await page.goto(`${origin}/tv.html?couchlink=${encodeURIComponent(base)}`)
  },
  hasCode: () => document.getElementById('link')?.hidden === false,
  isBound: () => document.getElementById('goodbye')?.hidden === false,
  qr: async (page) => (await page.locator('#address').getAttribute('href')) ?? '',
}

const tvApp: Television = {
  open: async (page, base) => void (await page.goto(`${base}tv/`)),
  hasCode: () => document.body.dataset['screen'] === 'link',
  isBound: () => /^(welcome|home)$/.test(document.body.dataset['screen'] ?? ''),
  qr: (page) =>
    page
      .waitForFunction(() => {
        const { couchlink } = window as unknown as {
          couchlink: { play: { state: { screen: { link?: { qr: string } } } } }
        }
        return couchlink.play.state.screen.link?.qr
      })
      .then((handle) => handle.jsonValue() as Promise<string>),
}

/** A TV on its code with its line up, behind a wire; its clock is the test's. */
async function onItsCode(set: Television) {
  const wire = await makeWire()
  const base = `http://localhost:${wire.port}/`
  const dataDir = temporaryFolder()
  const settings = { accounts: await accounts('dora'), publicUrl: base.slice(0, -1) }
  const start = async () => {
    const server = await startServer(settings, { pages: true, dataDir })
    wire.leadTo(server.port)
    return server
  }
  const server = await start()
  const context = await browser().newContext({ viewport: { width: 1280, height: 720 } })
  // A television that nobody looks at any more draws on, and takes the machine from the next one.
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.clock.install()
  // The middle of every window of the reconnect rule.
  await page.addInitScript(() => {
    Math.random = () => 0.5
  })
  const lineEnds: (() => void)[] = []
  const lost = new Promise<void>((resolve) => lineEnds.push(resolve))
  let isHeard = false
  page.on('websocket', (socket) => {
    // CONNACK, then SUBACK.
    socket.on('framereceived', ({ payload }) => {
      isHeard ||= Buffer.from(payload)[0] === 0x90
    })
    socket.on('close', () => lineEnds.shift()?.())
  })
  const asked = new Promise<Request>((resolve) => {
    page.on('request', (request) => {
      if (isHeard && /\/hello$/.test(request.url())) resolve(request)
    })
  })
  await set.open(page, base)
  await page.waitForFunction(set.hasCode)
  // Once it hears, it asks. Were that still under way when its network ends, it would be asked again at once.
  await (await (await asked).response())?.finished()
  const handle = new URL(await set.qr(page)).hash.slice(1)

  /** The phone says yes by another way, so that the TV does not hear of it. */
  async function approveUnheard(url = server.url): Promise<void> {
    expect((await new Phone(url).approve(handle, DORA)).body).toEqual({ status: 'authorized' })
    expect(await page.evaluate(set.isBound)).toBe(false)
  }

  /** From here on its clock only goes on as far as the test says. */
  async function freeze(): Promise<void> {
    const inASecond = async () => page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000)
    // On a slow machine that moment may be over by then; the clock stands already, so the next one is not.
    await inASecond().catch(inASecond)
  }

  /** It becomes right, and its clock goes on for no more than that. How long answers take is the machine's affair. */
  async function isRightSoon(): Promise<void> {
    await page.clock.runFor(SOON_MS)
    await expect.poll(() => page.evaluate(set.isBound)).toBe(true)
  }

  return { wire, server, start, context, page, lost, approveUnheard, freeze, isRightSoon }
}

describe.each([
  ['the example', example],
  ['the TV app', tvApp],
])('%s', (_name, set) => {
  it('is right soon after it is shown again, though its line died while it was hidden', async () => {
    const { wire, page, approveUnheard, freeze, isRightSoon } = await onItsCode(set)
    await freeze()
    wire.mute()
    await approveUnheard()
    wire.mend()
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await isRightSoon()
  })

  it.each([30, 600])('is right soon after its network was gone for %d s', async (seconds) => {
    const { wire, context, page, approveUnheard, freeze, isRightSoon } = await onItsCode(set)
    await context.setOffline(true)
    wire.cut()
    await approveUnheard()
    await page.clock.fastForward(seconds * 1000)
    await freeze()
    expect(await page.evaluate(set.isBound)).toBe(false)
    wire.mend()
    const lines = wire.lines()
    await context.setOffline(false)
    await isRightSoon()
    await expect.poll(() => wire.lines()).toBe(lines + 1)
  })

  it('is right soon after a sleep of which no event tells, and hears of what comes then', async () => {
    const { wire, server, page, approveUnheard, freeze, isRightSoon } = await onItsCode(set)
    wire.mute()
    await approveUnheard()
    wire.mend()
    const lines = wire.lines()
    await freeze()
    // Every timer is late by ten minutes, as when the device wakes up.
    await page.clock.fastForward(600_000)
    await isRightSoon()
    await page.clock.resume()
    await expect.poll(() => wire.lines()).toBe(lines + 1)
    const phone = new Phone(server.url)
    await phone.signIn(DORA.username, DORA.password)
    await phone.send('DELETE', '/devices')
    await expect.poll(() => page.evaluate(set.hasCode)).toBe(true)
  })

  it('is right soon after its network is back, though its line died without a sound and its server was started anew', async () => {
    const { wire, server, start, context, page, approveUnheard, freeze, isRightSoon } =
      await onItsCode(set)
    await context.setOffline(true)
    wire.mute()
    await approveUnheard()
    await server.close()
    await start()
    // Longer than the credentials for notices and the token live.
    await page.clock.fastForward(2 * 3_600_000)
    await freeze()
    wire.mend()
    const lines = wire.lines()
    await context.setOffline(false)
    await isRightSoon()
    await expect.poll(() => wire.lines()).toBe(lines + 1)
  })

  it('is right soon after it is shown again, though its clock was put back by hours in its sleep', async () => {
    const { wire, page, approveUnheard, freeze, isRightSoon } = await onItsCode(set)
    await freeze()
    wire.mute()
    await approveUnheard()
    wire.mend()
    const lines = wire.lines()
    await page.clock.setSystemTime((await page.evaluate(() => Date.now())) - 5 * 3_600_000)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await isRightSoon()
    await expect.poll(() => wire.lines()).toBe(lines + 1)
  })

  it('comes back by the rule after a restart of the server, and not at once', async () => {
    const { wire, server, start, page, lost, freeze } = await onItsCode(set)
    const lines = wire.lines()
    await freeze()
    await server.close()
    await lost
    // mqtt.js tells of it one tick later.
    await page.clock.runFor(100)
    await start()
    let hellos = 0
    page.on('request', (request) => {
      if (/\/hello$/.test(request.url())) hellos += 1
    })
    await page.clock.runFor(2000)
    expect(hellos).toBe(0)
    await page.clock.runFor(1000)
    await expect.poll(() => hellos).toBe(1)
    await expect.poll(() => page.evaluate(set.hasCode)).toBe(true)
    await page.clock.runFor(6800)
    expect(wire.lines()).toBe(lines)
    await page.clock.runFor(300)
    await expect.poll(() => wire.lines()).toBe(lines + 1)
  })
})
