import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { openTv, readQr, until } from '../pictures/screens.ts'
import { foreignRequests, oneBrowser } from '../support/browser.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'

const browser = oneBrowser()

/** As an attacker would like to be called. */
const NAME = '<img src=x onerror="window.taken = 1">'

const DORA = { username: 'dora', password: passwordOf('dora') }

async function open(server: TestServer, phone: Phone, path: string): Promise<Page> {
  const url = `http://localhost:${server.port}`
  const context = await browser().newContext()
  const [name = '', value = ''] = phone.cookie.split(/=(.*)/s)
  if (name !== '') await context.addCookies([{ name, value, url }])
  const page = await context.newPage()
  await page.goto(url + path)
  return page
}

function taken(page: Page): Promise<unknown> {
  return page.evaluate(() => (globalThis as { taken?: unknown }).taken ?? null)
}

test('Z-d: the QR is drawn by the TV itself, and no other server is asked for anything', async () => {
  const server = await startServer({}, { pages: true })
  const url = `http://localhost:${server.port}`
  const context = await browser().newContext()
  const foreign = foreignRequests(context, url)
  const tv = await context.newPage()
  await tv.goto(`${url}/tv/`)
  await until(tv, 'link')
  expect(foreign).toEqual([])
  await context.close()
})

test('Z-k: a name that is markup is shown as the text it is, on phone and TV', async () => {
  const { dora } = await accounts('dora')
  const named = { dora: { ...(dora as object), name: NAME } }
  const server = await startServer({ accounts: named }, { pages: true })
  const url = `http://localhost:${server.port}`
  const phone = new Phone(server.url)
  expect((await phone.signIn('dora', DORA.password)).status).toBe(200)

  const tv = await openTv(browser(), url)
  await until(tv, 'link')
  const handle = new URL(await readQr(tv, 'attacks-name')).hash.slice(1)
  expect((await phone.approve(handle)).status).toBe(200)
  await until(tv, 'home')
  expect(await tv.locator('img[onerror]').count()).toBe(0)
  expect(await taken(tv)).toBeNull()
  for (const path of ['/link', '/devices']) {
    const page = await open(server, phone, path)
    await page.getByText(NAME, { exact: false }).first().waitFor({ state: 'attached' })
    expect(await page.locator('img[onerror]').count(), path).toBe(0)
    expect(await taken(page), path).toBeNull()
    await page.context().close()
  }
  await tv.context().close()
})

test('K-k: no page runs a script of anybody else’s, and none that somebody slipped in', async () => {
  const server = await startServer({}, { pages: true })
  for (const path of ['/', '/tv/', '/L', '/link', '/devices']) {
    const page = await open(server, new Phone(server.url), path)
    const sources = await page.evaluate(() =>
      [...document.querySelectorAll('script[src], link[rel=stylesheet]')].map(
        (element) => (element as HTMLScriptElement).src || (element as HTMLLinkElement).href,
      ),
    )
    for (const source of sources)
      expect(new URL(source).origin, path).toBe(new URL(page.url()).origin)
    await page.evaluate(() => {
      const script = document.createElement('script')
      try {
        script.textContent = 'window.taken = 1'
        document.head.append(script)
      } catch {
        // Where the page takes trusted scripts alone it is refused before it could be appended.
      }
    })
    expect(await taken(page), path).toBeNull()
    await page.context().close()
  }
})
