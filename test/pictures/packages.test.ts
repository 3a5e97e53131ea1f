import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { couchlinkHere } from '../server/cli/command.ts'
import { oneBrowser } from '../support/browser.ts'
import { Phone } from '../support/phone.ts'
import { freePort } from '../support/process.ts'
import { startServer, temporaryFolder } from '../support/server.ts'
import { readQr, shoot, standStill, until } from './screens.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }

/** What a maker's runtime puts into the window of every app, as far as the app may notice. */
const RUNTIMES = {
  tizen: () => {
    const calls: string[] = []
    const tizen = {
      application: { getCurrentApplication: () => ({ exit: () => calls.push('left') }) },
      tvinputdevice: { registerKey: (name: string) => calls.push(name) },
    }
    const webapis = { productinfo: { getRealModel: () => 'QE55Q80A' } }
    Object.assign(window, { tizen, webapis, calls })
  },
  webos: () => {
    const calls: string[] = []
    const PalmSystem = {
      deviceInfo: JSON.stringify({ modelName: 'OLED55C3-ZA' }),
      platformBack: () => calls.push('left'),
    }
    const close = () => calls.push('closed')
    Object.assign(window, { PalmSystem, close, calls })
  },
}

const SETS = [
  ['tizen', 'Samsung TV', 'QE55Q80A', 10009],
  ['webos', 'LG TV', 'OLED55C3-ZA', 461],
] as const

const ENTER = 13
const DOWN = 40

const LEFT = /^(left|closed)$/

const browser = oneBrowser()

/** An app as it is packed, opened from the disk beside a server that runs somewhere else. */
async function opened(kind: keyof typeof RUNTIMES) {
  const port = await freePort()
  // Else the server would name this machine's address for its notices, where it does not listen.
  const server = await startServer({ port, publicUrl: `http://127.0.0.1:${port}` }, { pages: true })
  const out = join(temporaryFolder(), 'app')
  const packed = await couchlinkHere(['pack', kind, '--server', server.url, '--out', out])
  expect(packed.code).toBe(0)
  const context = await browser().newContext({ viewport: { width: 1920, height: 1080 } })
  await context.addInitScript(RUNTIMES[kind])
  const tv = await context.newPage()
  const complaints: string[] = []
  tv.on('pageerror', (error) => complaints.push(error.message))
  tv.on('console', (message) => {
    // Samsung's own script lies on a Samsung TV alone, and 401 is the server's word for a TV of nobody.
    const isExpected = /webapis\.js$|\/hello/.test(message.location().url)
    if (message.type() === 'error' && !isExpected) complaints.push(message.text())
  })
  const sockets: string[] = []
  tv.on('websocket', (socket) => sockets.push(socket.url()))
  await tv.goto(pathToFileURL(join(out, 'index.html')).href)
  return { server, tv, complaints, sockets }
}

/** A key of the remote, by its code alone. */
async function press(tv: Page, code: number): Promise<void> {
  const remote = await tv.context().newCDPSession(tv)
  for (const type of ['rawKeyDown', 'keyUp'] as const)
    await remote.send('Input.dispatchKeyEvent', { type, windowsVirtualKeyCode: code })
  await remote.detach()
}

function calls(tv: Page): Promise<string[]> {
  return tv.evaluate(() => (window as unknown as { calls: string[] }).calls)
}

/** Approves what the TV shows, read off its screen. */
async function approve(tv: Page, url: string, kind: string): Promise<void> {
  await until(tv, 'link')
  const handle = new URL(await readQr(tv, `tv-package-${kind}-link`)).hash.slice(1)
  expect((await new Phone(url).approve(handle, ELIZA)).status).toBe(200)
}

/** Waits until the TV is at home and Back no longer means what it did on the screen before. */
async function atHome(tv: Page): Promise<void> {
  await tv.waitForFunction(() => {
    const { couchlink } = window as unknown as { couchlink: { play: { state: object } } }
    const { screen } = couchlink.play.state as { screen: Record<string, unknown> }
    return screen['name'] === 'home' && !screen['settling'] && !screen['fresh']
  })
}

describe.each(SETS)('the app for %s, from file:', (kind, name, model, back) => {
  it('shows its code, is left from there, is approved by a phone, and says welcome', async () => {
    const { server, tv, complaints, sockets } = await opened(kind)
    await until(tv, 'link')
    const handle = new URL(await readQr(tv, `tv-package-${kind}-link`)).hash.slice(1)
    await press(tv, back)
    // Samsung's sets do not ask themselves whether the app is to be left.
    if (kind === 'tizen') {
      await until(tv, 'exiting')
      await shoot(tv, `tv-package-${kind}-exiting`)
      await press(tv, DOWN)
      await press(tv, ENTER)
    }
    await expect.poll(() => calls(tv)).toContain('left')
    await until(tv, 'link')
    const phone = new Phone(server.url)
    const { body } = await phone.open(handle)
    expect(JSON.stringify(body)).toContain(name)
    expect(JSON.stringify(body)).toContain(model)
    await until(tv, 'opened')
    await tv.evaluate(standStill('screen'))
    expect((await phone.approve(handle, ELIZA)).status).toBe(200)
    await until(tv, 'welcome')
    await shoot(tv, `tv-package-${kind}-welcome`)
    await tv.evaluate('goOn()')
    await until(tv, 'home')
    // It heard of it by the server's own line, and nothing on the way was against its policy. One that was slow is renewed.
    expect([...new Set(sockets)]).toEqual([`${server.url.replace('http', 'ws')}/mqtt`])
    expect(complaints).toEqual([])
  })

  it('is the same TV when it is opened again, asks on home, and is left when told to', async () => {
    const { server, tv } = await opened(kind)
    await approve(tv, server.url, kind)
    await until(tv, 'home')
    await tv.reload()
    await atHome(tv)
    await press(tv, back)
    await until(tv, 'leaving')
    await shoot(tv, `tv-package-${kind}-leaving`)
    await press(tv, ENTER)
    await atHome(tv)
    expect(await calls(tv)).not.toEqual(expect.arrayContaining([expect.stringMatching(LEFT)]))
    await press(tv, back)
    await until(tv, 'leaving')
    await press(tv, DOWN)
    await press(tv, ENTER)
    // LG's own way back would ask once more.
    await expect.poll(() => calls(tv)).toContain(kind === 'webos' ? 'closed' : 'left')
    await atHome(tv)
  })
})
