import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { plugIn } from '../support/authenticators.ts'
import { axeFaults, layoutFaults } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { tabTo } from '../support/keyboard.ts'
import { DESK, PHONE } from '../support/looks.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const STRONG = 'the lighthouse hums at dusk'

interface Visit {
  server: TestServer
  page: Page
  /** What the page itself complained of: the policy, a script, a file that did not come. */
  complaints: string[]
}

/** A browser at `/devices`, where `localhost` may have passkeys. */
async function visit(options: BrowserContextOptions = {}): Promise<Visit> {
  const server = await startServer({ accounts: await accounts('dora', 'bob') }, { pages: true })
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: PHONE, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`http://localhost:${server.port}/devices`)
  return { server, page, complaints }
}

async function signIn(page: Page, password = passwordOf('dora')): Promise<void> {
  await page.getByLabel('User name').fill('dora')
  await page.getByLabel('Password').fill(password)
  // The address stays what it is, and what the page's script does with the answer is done before this.
  const answered = page.waitForEvent('load')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await answered
}

/** A TV that another phone has connected. */
async function connect({ url }: TestServer, name: string): Promise<Tv> {
  const tv = await Tv.boot(url, { device_name: name })
  const credentials = { username: 'dora', password: passwordOf('dora') }
  const answer = await new Phone(url).approve((await tv.requestLink()).handle, credentials)
  expect(answer.status).toBe(200)
  await tv.hello()
  return tv
}

describe('without scripts', () => {
  it('a person signs in, renames a TV, signs it out and leaves', async () => {
    const { server, page, complaints } = await visit({ javaScriptEnabled: false })
    await signIn(page, 'wrong')
    await page.getByText('Wrong name or password').waitFor()
    await signIn(page)
    await page.getByText('No TV is connected yet').waitFor()
    const tv = await connect(server, 'Kitchen')
    await page.goto(page.url())
    await page.getByText('Rename', { exact: true }).click()
    await page.getByLabel('Name', { exact: true }).fill('Omas Zimmer')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Omas Zimmer' }).waitFor()
    const card = page.locator('#tvs li')
    await card.getByText('Sign out', { exact: true }).first().click()
    await card.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByText('Signed out.', { exact: true }).waitFor()
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
    await page.getByRole('button', { name: 'Sign out here' }).click()
    await page.getByLabel('Password').waitFor()
    expect(complaints).toEqual([])
  })
})

describe('with scripts', () => {
  it('the page follows what happens, but not while somebody types', async () => {
    const { server, page, complaints } = await visit()
    await page.clock.install()
    await signIn(page)
    await connect(server, 'Kitchen')
    await page.getByLabel('New password').focus()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.clock.fastForward(15_000)
    // Whatever had been asked by then would come before this.
    await page.evaluate(() => fetch('healthz'))
    expect(asked).toEqual(['/healthz'])
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.clock.fastForward(15_000)
    await page.getByRole('heading', { name: 'Kitchen' }).waitFor()
    await page.getByText('Was that you?').waitFor()
    expect(complaints).toEqual([])
  })

  it('an open page tells within a moment that somebody else has taken a TV over', async () => {
    const { server, page, complaints } = await visit()
    await page.clock.install()
    await signIn(page)
    const tv = await connect(server, 'Kitchen')
    await page.reload()
    await page.getByRole('heading', { name: 'Kitchen' }).waitFor()
    const { handle } = await tv.requestLink()
    const bob = { username: 'bob', password: passwordOf('bob') }
    expect((await new Phone(server.url).approve(handle, bob)).status).toBe(200)
    await page.clock.fastForward(15_000)
    await page.getByText('Kitchen was connected to another account').waitFor()
    expect(await axeFaults(page)).toEqual([])
    expect(await layoutFaults(page)).toEqual([])
    await page.screenshot({ path: '.artefacts/pictures/devices-taken.png' })
    expect(await page.content()).not.toMatch(/\bbob\b/i)
    expect(complaints).toEqual([])
  })

  it('says what came of a form once, not again at a reload', async () => {
    const { page } = await visit()
    await signIn(page, 'wrong')
    await page.getByText('Wrong name or password').waitFor()
    expect(new URL(page.url()).search).toBe('')
    // The user name is there already.
    expect(await page.getByLabel('User name').inputValue()).toBe('dora')
    await page.reload()
    expect(await page.locator('#said').textContent()).toBe('')
  })

  it('a passkey is made, proves the account, signs in, and is removed', async () => {
    const { server, page, complaints } = await visit()
    await plugIn(page)
    await signIn(page)
    await page.getByRole('button', { name: 'Make a passkey' }).click()
    await page.getByText('The passkey is ready').waitFor()
    const { accountId } = (await server.parts.store.accountByUsername('dora'))!
    expect(await server.parts.store.passkeysOf(accountId)).toHaveLength(1)

    await page.getByRole('button', { name: 'Sign out here' }).click()
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByText('Signed in as').waitFor()
    await page.locator('#passkeys').getByText('Remove', { exact: true }).first().click()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('The passkey is removed').waitFor()
    expect(await server.parts.store.passkeysOf(accountId)).toEqual([])
    expect(complaints).toEqual([])
  })

  it('the keyboard alone gets a TV signed out, and a new password set', async () => {
    const { server, page } = await visit()
    await signIn(page)
    const tv = await connect(server, 'Kitchen')
    await page.reload()
    const summary = page.locator('#tvs li summary').nth(1)
    await tabTo(page, async () => summary.evaluate((one) => one === document.activeElement))
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Signed out.', { exact: true }).waitFor()
    // Its script takes the focus there once.
    await page.waitForLoadState()
    expect((await tv.hello()).status).toBe(401)
    const field = page.getByLabel('New password')
    await tabTo(page, async () => field.evaluate((one) => one === document.activeElement))
    await page.keyboard.type(STRONG)
    await page.keyboard.press('Enter')
    await page.getByText('The password is changed').waitFor()
  })
})

describe('whoever looks at it', () => {
  it.each([
    { viewport: PHONE, colorScheme: 'light', locale: 'en' },
    { viewport: DESK, colorScheme: 'dark', locale: 'de' },
    { viewport: PHONE, colorScheme: 'dark', locale: 'ar' },
    { viewport: PHONE, colorScheme: 'light', locale: 'ja', forcedColors: 'active' },
  ] as const)('finds nothing in the way: $locale, $colorScheme', async (options) => {
    const { server, page } = await visit(options)
    expect(await axeFaults(page)).toEqual([])
    expect(await layoutFaults(page)).toEqual([])
    await page.locator('input[name=username]').fill('dora')
    await page.locator('input[name=password]').fill(passwordOf('dora'))
    await page.keyboard.press('Enter')
    await page.locator('#tvs').waitFor()
    await page.waitForLoadState()
    expect(await axeFaults(page)).toEqual([])
    await connect(server, 'Kitchen')
    await page.reload()
    for (const summary of await page.locator('main summary').all()) await summary.click()
    expect(await axeFaults(page)).toEqual([])
    expect(await layoutFaults(page)).toEqual([])
    // Twice as large, as half the width.
    await page.setViewportSize({ width: options.viewport.width / 2, height: 500 })
    expect(await layoutFaults(page)).toEqual([])
  })
})
