import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { keyAt, padAt } from '../../tv-app/src/screens/link/pad-places.ts'
import { openBrowser } from '../support/browser.ts'
import { Phone } from '../support/phone.ts'
import { accounts, movableClock, passwordOf, startServer } from '../support/server.ts'
import { told, watched } from './playing.ts'
import { readQr, shoot, until } from './screens.ts'

const HOME = { 'x-forwarded-for': '203.0.113.9' }
const AWAY = { 'x-forwarded-for': '198.51.100.7' }
const DORA = { username: 'dora', password: passwordOf('dora') }

const LARGE = { width: 1920, height: 1080 }

/** A TV at home on its QR, and Dora's phone somewhere else. */
async function setUp({ page = 'tv/', viewport = LARGE, matchSeconds = 300 } = {}) {
  const clock = movableClock()
  const server = await startServer(
    {
      accounts: await accounts('dora'),
      trustedProxies: ['127.0.0.1'],
      tv: { goodbyeSeconds: 0 },
      link: { matchSeconds, intervalSeconds: 1 },
    },
    { pages: true, clock },
  )
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport, extraHTTPHeaders: HOME })
  const tv = await context.newPage()
  const sent: string[] = []
  tv.on('request', (request) => {
    if (request.url().endsWith('/link/match')) sent.push(request.postDataJSON().number)
  })
  await tv.goto(`${server.url}/${page}`)
  return { server, clock, tv, sent, phone: new Phone(server.url, AWAY) }
}

/** Scans and says yes; answers handle and number. */
async function sayYes(tv: Page, phone: Phone, name: string) {
  await until(tv, 'link')
  const qr = await readQr(tv, name)
  const handle = new URL(qr).hash.slice(1)
  await phone.open(handle)
  await until(tv, 'opened')
  const { body } = await phone.approve(handle, DORA)
  expect(body).toEqual({ status: 'match', number: expect.stringMatching(/^[1-9]{3}$/) })
  return { qr, handle, number: String(body['number']) }
}

/** Moves the focus from one key of the pad to the other and presses OK. */
async function choose(tv: Page, from: string, to: string): Promise<void> {
  const place = (digit: string) => [Math.floor((Number(digit) - 1) / 3), (Number(digit) - 1) % 3]
  const [[row = 0, column = 0], [toRow = 0, toColumn = 0]] = [place(from), place(to)]
  const press = async (key: string, times: number) => {
    for (let time = 0; time < times; time += 1) await tv.keyboard.press(key)
  }
  await press(toRow > row ? 'ArrowDown' : 'ArrowUp', Math.abs(toRow - row))
  await press(toColumn > column ? 'ArrowRight' : 'ArrowLeft', Math.abs(toColumn - column))
  await tv.keyboard.press('Enter')
}

function other(number: string): string {
  return number === '111' ? '222' : '111'
}

describe('a TV whose phone is not at home', () => {
  it('takes the three digits by arrows and OK, once per home', async () => {
    const { tv, phone, sent } = await setUp()
    const { qr, handle, number } = await sayYes(tv, phone, 'tv-match-link')
    await until(tv, 'match')
    expect(await told(tv)).toMatchObject({ claimedBy: 'D…' })
    await shoot(tv, 'tv-match')
    const [first = '', second = '', third = ''] = number
    await choose(tv, '5', first)
    await choose(tv, first, second)
    await shoot(tv, 'tv-match-two')
    await choose(tv, second, third)
    await until(tv, 'welcome', 'home')
    expect(sent).toEqual([number])
    expect((await phone.approve(handle)).body).toEqual({ status: 'authorized' })

    // "Not us", and again: this home is known by now.
    await tv.keyboard.press('Escape')
    await until(tv, 'link')
    const next = new URL(await readQr(tv, 'tv-match-known', qr)).hash.slice(1)
    await phone.open(next)
    expect((await phone.approve(next, DORA)).body).toEqual({ status: 'authorized' })
    await until(tv, 'welcome', 'home')
  })

  it('shows a new code when the digits are others, and the phone is told', async () => {
    const { tv, phone, sent } = await setUp({ viewport: { width: 1280, height: 720 } })
    const { qr, handle, number } = await sayYes(tv, phone, 'tv-match-link')
    await until(tv, 'match')
    const seen = await watched(tv)
    await tv.keyboard.type(other(number))
    await until(tv, 'link')
    expect(await seen()).toContainEqual(expect.objectContaining({ name: 'link', note: 'missed' }))
    expect(await readQr(tv, 'tv-missed', qr)).not.toBe(qr)
    expect((await phone.approve(handle)).body['code']).toBe('match_missed')
    expect(sent).toEqual([other(number)])
  })

  it('gives it up by Back once nothing is typed, and the phone is too late', async () => {
    const { tv, phone, sent } = await setUp()
    const { qr, handle } = await sayYes(tv, phone, 'tv-match-link')
    await until(tv, 'match')
    await tv.keyboard.type('47')
    await tv.keyboard.press('Escape')
    expect(await told(tv)).toMatchObject({ name: 'match', typed: '4' })
    await tv.keyboard.press('Escape')
    await tv.keyboard.press('Escape')
    expect(await readQr(tv, 'tv-match-not-me', qr)).not.toBe(qr)
    expect((await phone.approve(handle)).body['code']).toBe('link_superseded')
    expect(sent).toEqual([])
  })

  it('shows a new code when the time is over', async () => {
    const { tv, phone, clock } = await setUp({ matchSeconds: 40 })
    const { qr } = await sayYes(tv, phone, 'tv-match-link')
    await until(tv, 'match')
    const seen = await watched(tv)
    // By less than a proof of the TV's may be off.
    clock.putForward(40)
    await tv.evaluate(() => window.dispatchEvent(new Event('online')))
    await expect.poll(seen).toContainEqual(expect.objectContaining({ note: 'late' }))
    expect(await readQr(tv, 'tv-late', qr)).not.toBe(qr)
  })
})

describe('a number whose answer does not come', () => {
  it('was heard all the same: the TV finds out, and sends nothing more', async () => {
    const { tv, phone, sent } = await setUp()
    const { number } = await sayYes(tv, phone, 'tv-match-link')
    await until(tv, 'match')
    await tv.route(/\/link\/match$/, async (route) => {
      await route.fetch()
      await route.abort()
    })
    await tv.keyboard.type(number)
    await until(tv, 'welcome', 'home')
    expect(sent).toEqual([number])
  })

  it('was not heard: the TV sends the same one again', async () => {
    const { tv, phone, sent } = await setUp()
    const { number } = await sayYes(tv, phone, 'tv-match-link')
    await until(tv, 'match')
    let lost = 0
    await tv.route(/\/link\/match$/, (route) => {
      lost += 1
      return lost === 1 ? route.abort() : route.continue()
    })
    await tv.keyboard.type(number)
    await until(tv, 'welcome', 'home')
    expect(sent).toEqual([number, number])
  })
})

describe('the pad in the emulator', () => {
  it('takes digits from the remote, the keyboard and the mouse', async () => {
    const { tv: page, phone } = await setUp({ page: '', viewport: { width: 1280, height: 800 } })
    const frame = page.frameLocator('#tv')
    const on = (...screens: string[]) =>
      frame.locator(screens.map((screen) => `body[data-screen="${screen}"]`).join()).waitFor()
    await on('link')
    const scanned = await page.waitForFunction(() => {
      const { href } = document.querySelector<HTMLAnchorElement>('#phone') ?? { href: '' }
      return new URL(href).hash.slice(1)
    })
    const answer = await phone.approve(String(await scanned.jsonValue()), DORA)
    const [first = '', second = '', third = ''] = String(answer.body['number'])
    await on('match')
    await page.getByRole('button', { name: first, exact: true }).click()
    await page.keyboard.press(second)
    await shoot(page, 'emulator-match')
    const stage = await page.locator('#tv').boundingBox()
    if (!stage) throw new Error('There is no TV.')
    const at = keyAt(Number(third) - 1)
    const scale = stage.width / LARGE.width
    const onStage = (edge: 'x' | 'y') => stage[edge] + (padAt()[edge] + at[edge] + 99) * scale
    await page.mouse.click(onStage('x'), onStage('y'))
    await on('welcome', 'home')
  })
})
