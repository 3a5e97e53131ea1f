import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'

import { oneBrowser } from '../support/browser.ts'
import { serveFolders } from '../support/folder-server.ts'
import { newerThanChrome, type Place, takeAway } from '../support/older-chrome.ts'
import { Phone } from '../support/phone.ts'
import { freePort } from '../support/process.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'
import { shoot } from './screens.ts'

const DORA = { username: 'dora', password: passwordOf('dora') }
const FOLDERS = ['../../docs/examples/', '../../dist/tv/'].map(
  (folder) => new URL(folder, import.meta.url),
)
const browser = oneBrowser()

/** Of mqtt.js, as a line's frames begin (MQTT 3.1.1 §2.2.1). */
const SUBACK = 0x90
const PUBLISH = 0x30

/**
 * The example of docs/tv-client.md as its reader opens it: from another origin than the server's.
 *
 * @param missing what the page's engine is to lack
 */
async function openExample(settings: object = {}, missing: readonly Place[] = []) {
  const server = await startServer(
    { accounts: await accounts('dora'), link: { intervalSeconds: 1 }, ...settings },
    { pages: true },
  )
  const origin = await serveFolders(...FOLDERS)
  const context = await browser().newContext({ viewport: { width: 1280, height: 720 } })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  const frames: number[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => frames.push(Buffer.from(payload)[0] ?? 0)),
  )
  if (missing.length > 0) await page.addInitScript(takeAway, missing)
  const base = encodeURIComponent(`http://localhost:${server.port}/`)
  await page.goto(`${origin}/tv.html?couchlink=${base}`)
  return { server, context, page, faults, frames, phone: new Phone(server.url) }
}

async function says(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor()
}

async function shownCode(page: Page, other = ''): Promise<string> {
  const code = page.locator('#code')
  await expect
    .poll(async () => (await code.isVisible()) && (await code.innerText()) !== other)
    .toBe(true)
  return code.innerText()
}

async function shownHandle(page: Page): Promise<string> {
  return new URL((await page.locator('#address').getAttribute('href')) ?? '').hash.slice(1)
}

describe('the example of couchlink/tv', () => {
  it('shows a code, whose TV it is, and a new code once that is given up', async () => {
    const { page, phone, faults } = await openExample()
    const code = await shownCode(page)
    expect(code).toMatch(/^[B-Z]{4}-[B-Z]{4}$/)
    await shoot(page, 'example-code')
    const handle = await shownHandle(page)
    await phone.open(handle)
    await says(page, 'Continue on your phone.')
    expect((await phone.approve(handle, DORA)).body).toEqual({ status: 'authorized' })
    await says(page, 'This TV is Dora’s.')
    expect(await page.locator('#code').isVisible()).toBe(false)
    await shoot(page, 'example-bound')
    await page.getByRole('button', { name: 'Sign this TV out' }).click()
    await shownCode(page, code)
    expect(faults).toEqual([])
  })

  it('is told on the oldest engine that the module is for, as on any other', async () => {
    const port = await freePort()
    // Else the server would name this machine's address for its notices, where it does not listen.
    const settings = { port, publicUrl: `http://127.0.0.1:${port}` }
    const { page, phone, frames, faults } = await openExample(settings, newerThanChrome(71))
    await expect.poll(() => frames).toContain(SUBACK)
    await phone.open(await shownHandle(page))
    await expect.poll(() => frames).toContain(PUBLISH)
    await says(page, 'Continue on your phone.')
    expect(faults).toEqual([])
  })

  it('says when there is no connection, and is right again by itself', async () => {
    const { page, context } = await openExample()
    const code = await shownCode(page)
    await context.setOffline(true)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await says(page, 'No connection to the server.')
    expect(await page.locator('#link').getAttribute('class')).toBe('old')
    await shoot(page, 'example-offline')
    await context.setOffline(false)
    await says(page, 'Sign in with your phone.')
    expect(await shownCode(page)).toBe(code)
    // Just after a sleep it waits for no answer for long, and may have to ask once more.
    await expect.poll(() => page.locator('#link').getAttribute('class')).toBe('')
  })

  it('takes a no for an answer, until somebody asks for a new code', async () => {
    const { page, phone } = await openExample()
    const code = await shownCode(page)
    await phone.deny(await shownHandle(page))
    await says(page, 'The phone said no.')
    await page.keyboard.press('Enter')
    await shownCode(page, code)
    await says(page, 'Sign in with your phone.')
  })

  it('takes the three digits of a phone that is not at home', async () => {
    const { page, phone } = await openExample({ trustedProxies: ['127.0.0.1'] })
    await shownCode(page)
    phone.headers = { 'x-forwarded-for': '198.51.100.7' }
    const { body } = await phone.approve(await shownHandle(page), DORA)
    expect(body['status']).toBe('match')
    await says(page, 'Is this your phone?')
    await page.keyboard.type(String(body['number']))
    await page.keyboard.press('Enter')
    await says(page, 'This TV is Dora’s.')
  })
})
