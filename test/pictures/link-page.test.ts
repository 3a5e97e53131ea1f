import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it, test } from 'vitest'

import { axeFaults, layoutFaults } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { DESK, PHONE, settled } from '../support/looks.ts'
import { AWAY, HOME } from '../support/phone-page.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'
import { shoot } from './screens.ts'

/** A phone at 200 % zoom. */
const ZOOMED = { width: 195, height: 422 }

async function start(settings: Record<string, unknown> = {}): Promise<TestServer> {
  const more = { accounts: await accounts('dora'), trustedProxies: ['127.0.0.1'], ...settings }
  return startServer(more, { pages: true })
}

async function tvOf(server: TestServer) {
  const tv = await Tv.make(server.url)
  tv.headers = HOME
  await tv.askToken({ device_name: 'Living room', device_model: 'Samsung TV' })
  return { tv, link: await tv.requestLink() }
}

async function open(server: TestServer, path: string, options: BrowserContextOptions) {
  const browser = await openBrowser()
  const context = await browser.newContext({
    viewport: PHONE,
    extraHTTPHeaders: HOME,
    ...options,
  })
  const page = await context.newPage()
  if (options.javaScriptEnabled !== false) await page.clock.install()
  await page.goto(server.url + path)
  return page
}

async function signIn(page: Page, password = passwordOf('dora')): Promise<void> {
  await page.locator('#username').fill('dora')
  await page.locator('#password').fill(password)
  await page.locator('#connect').click()
}

/** What is wrong with a page as it stands, for people and for what reads it to them. */
async function faultsOf(page: Page): Promise<string[]> {
  await settled(page)
  return [...(await axeFaults(page)), ...(await layoutFaults(page))]
}

describe.each([
  ['light', 'en', PHONE],
  ['dark', 'ar', PHONE],
  ['light', 'de', DESK],
  ['dark', 'fr', ZOOMED],
  ['light', 'ja', ZOOMED],
] as const)('the page, %s, in %s, at %o', (colorScheme, locale, viewport) => {
  const look = { colorScheme, locale, viewport }
  const name = (state: string) => `page-${state}-${locale}-${viewport.width}-${colorScheme}`

  it('is fit for everybody in every state', async () => {
    const server = await start({ risk: { otherNetwork: 'warn' }, identity: { signUp: true } })
    const { link } = await tvOf(server)
    const page = await open(server, `/L#${link.handle}`, { ...look, extraHTTPHeaders: AWAY })
    await page.locator('[data-step="asking"]').waitFor()
    const faults = [await faultsOf(page)]
    await page.locator('#languages summary').click()
    faults.push(await faultsOf(page))
    await shoot(page, name('asking'))
    await signIn(page, 'wrong')
    await page.locator('#risk li').waitFor()
    faults.push(await faultsOf(page))
    await shoot(page, name('warned'))
    // A second tap at once is none.
    await page.clock.fastForward(5000)
    await page.locator('#connect').click()
    await page.locator('#password[aria-invalid="true"]').waitFor()
    faults.push(await faultsOf(page))
    await signIn(page)
    await page.locator('#digits').waitFor()
    faults.push(await faultsOf(page))
    await shoot(page, name('match'))
    expect(faults.flat()).toEqual([])
  })

  it('is as fit without its script', async () => {
    const server = await start({ risk: { otherNetwork: 'warn' } })
    const { link } = await tvOf(server)
    const page = await open(server, '/link', { ...look, extraHTTPHeaders: AWAY })
    await page.route('**/phone/*', (route) => route.abort())
    await page.reload()
    const faults = [await faultsOf(page)]
    await page.locator('#connect').click()
    await page.locator('#status[data-kind="trouble"]').waitFor()
    faults.push(await faultsOf(page))
    await page.locator('#code').fill(link.user_code)
    await signIn(page)
    await page.locator('#risk li').waitFor()
    faults.push(await faultsOf(page))
    await shoot(page, name('plain-warned'))
    await signIn(page)
    await page.locator('#digits b').first().waitFor()
    faults.push(await faultsOf(page))
    await shoot(page, name('plain-match'))
    expect(faults.flat()).toEqual([])
  })
})

test('with JavaScript off a scanned QR asks for the code, and code and password connect the TV', async () => {
  const server = await start()
  const { tv, link } = await tvOf(server)
  const page = await open(server, `/L#${link.handle}`, { javaScriptEnabled: false })
  await page.getByText('Type the code that your TV shows, and sign in.').waitFor()
  await page.getByLabel('The code on the TV').fill(link.user_code.toLowerCase().replace('-', ' '))
  await signIn(page)
  await page.getByText('Connected! Look up: your TV is ready.').waitFor()
  expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
  await shoot(page, 'page-plain-connected')

  await page.goto(`${server.url}/link`)
  await page.getByText('Signed in as Dora').waitFor()
  await page.getByRole('button', { name: 'Not you? Use another account' }).click()
  await page.waitForURL(`${server.url}/link`)
  await page.getByLabel('User name').waitFor()
})

test('when the script does not arrive, or cannot begin, the page is what it is without', async () => {
  const server = await start()
  const { link } = await tvOf(server)
  const page = await open(server, '/link', {})
  for (const answer of [null, 'throw new Error("broken")', 'import {']) {
    await page.unrouteAll()
    await page.route('**/phone/*', (route) =>
      answer === null
        ? route.abort()
        : route.fulfill({ body: answer, contentType: 'text/javascript' }),
    )
    await page.goto('about:blank')
    await page.goto(`${server.url}/L#${link.handle}`)
    await page.getByText('Type the code that your TV shows, and sign in.').waitFor()
    await page.getByLabel('The code on the TV').waitFor()
  }
})

test('a language chosen at the foot of the page stays, with the TV that was scanned', async () => {
  const server = await start()
  const { link } = await tvOf(server)
  const page = await open(server, `/L#${link.handle}`, {})
  await page.getByText('“Living room”, Samsung TV').waitFor()
  await page.locator('#languages summary').click()
  await page.getByRole('link', { name: 'Deutsch' }).click()
  await page.getByText('„Living room“, Samsung TV').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('de')
  await page.goto(`${server.url}/link`)
  await page.getByRole('heading', { name: 'Fernseher verbinden' }).waitFor()
})
