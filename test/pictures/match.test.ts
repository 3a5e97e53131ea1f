import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { App } from '../support/app.ts'
import { openBrowser } from '../support/browser.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'
import { shoot } from './screens.ts'

const HOME = { 'x-forwarded-for': '203.0.113.9' }
const AWAY = { 'x-forwarded-for': '198.51.100.7' }

/** An app's screen at home that can show the pad, and a phone's browser somewhere else, about to say yes. */
async function setUp() {
  const server = await startServer(
    {
      accounts: await accounts('dora'),
      trustedProxies: ['127.0.0.1'],
      clients: { pad: { name: 'The demo app', otherNetwork: 'match' } },
    },
    { pages: true },
  )
  const app = new App(server.url, 'pad')
  app.headers = HOME
  const link = await app.begin()
  const browser = await openBrowser()
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    extraHTTPHeaders: AWAY,
  })
  const phone = await context.newPage()
  const screen = await Tv.make(server.url)
  const enter = (number: string) =>
    screen.callWith({}, 'POST', '/link/match', { device_code: link.device_code, number })
  return { server, app, link, phone, enter }
}

async function sayYes(phone: Page): Promise<string> {
  await phone.fill('#username', 'dora')
  await phone.fill('#password', passwordOf('dora'))
  await phone.click('#connect')
  return digitsOf(phone)
}

async function digitsOf(phone: Page): Promise<string> {
  await step(phone, 'matching')
  const label = await phone.locator('#digits').getAttribute('aria-label')
  return (label ?? '').replaceAll(', ', '')
}

async function step(phone: Page, name: string): Promise<void> {
  await phone.waitForFunction((wanted) => document.body.dataset['step'] === wanted, name)
}

describe('a person whose phone is not at home', () => {
  it('sees which app asks, gets three digits, and is told when the screen has them', async () => {
    const { server, app, link, phone, enter } = await setUp()
    await phone.goto(`${server.url}/L#${link.handle}`)
    await phone.getByText('The demo app').first().waitFor()
    await shoot(phone, 'phone-app')
    const number = await sayYes(phone)
    expect(number).toMatch(/^[1-9]{3}$/)
    await shoot(phone, 'phone-match')

    await phone.reload()
    await phone.locator('#account-name').getByText('Dora').waitFor()
    await phone.click('#connect')
    expect(await digitsOf(phone)).toBe(number)

    expect((await enter(number)).body).toEqual({ status: 'authorized' })
    await phone.getByText('connected!').waitFor()
    await shoot(phone, 'phone-matched')
    expect((await app.poll(link.device_code)).status).toBe(200)
  })

  it('is told when other digits were entered, also after typing the code', async () => {
    const { server, link, phone, enter } = await setUp()
    await phone.goto(`${server.url}/link`)
    await phone.fill('#code', link.user_code)
    const number = await sayYes(phone)
    await enter(number === '111' ? '222' : '111')
    await phone.getByText('The number was not the one on the phone.').waitFor()
    await shoot(phone, 'phone-missed')
  })

  it('can still say that this is not their TV', async () => {
    const { server, app, link, phone, enter } = await setUp()
    await phone.goto(`${server.url}/L#${link.handle}`)
    const number = await sayYes(phone)
    await phone.click('#refuse')
    await phone.getByText('Refused.').waitFor()
    expect((await enter(number)).status).toBe(404)
    expect((await app.poll(link.device_code)).body['error']).toBe('access_denied')
  })
})
