import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import { foreignRequests, openBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'
import {
  atTestAddress,
  button,
  field,
  openPhone,
  openTv,
  pixel,
  readQr,
  screenOf,
  shoot,
  signIn,
  standStill,
  titlesShown,
  until,
} from './screens.ts'

const { rails } = JSON.parse(
  readFileSync(new URL('../../config.json', import.meta.url), 'utf8'),
) as { rails: object[] }

/** A real server with the built apps, seen as a browser on this machine sees it. */
async function setUp(settings: Record<string, unknown> = {}) {
  const server = await startServer(
    { rails, tv: { goodbyeSeconds: 1 }, ...settings },
    { pages: true },
  )
  const browser = await openBrowser()
  return { server, browser, url: `http://localhost:${server.port}` }
}

describe('a person in front of a TV, with a phone', () => {
  it('scans, signs in, is greeted, watches, and gives the TV up with Back', async () => {
    const { browser, url } = await setUp()
    const tv = await openTv(browser, url)
    const foreign = foreignRequests(tv.context(), url)
    await until(tv, 'link')
    const qr = await readQr(tv, 'tv-link')
    expect(qr).toMatch(/^http:\/\/[^/]+\/L#[0-9A-HJKMNP-TV-Z]{26}$/)

    const phone = await openPhone(browser, atTestAddress(qr, url))
    foreign.push(...foreignRequests(phone.context(), url))
    await until(tv, 'opened')
    await button(phone, 'Connect this TV').waitFor()
    await shoot(tv, 'tv-opened')
    await shoot(phone, 'phone-question')
    await signIn(phone, 'eliza', 'Senza2024')
    await tv.evaluate(standStill('screen'))
    await field(phone, 'current-password').press('Enter')

    await until(tv, 'welcome')
    await phone.getByText('connected!').waitFor()
    await expect.poll(async () => pixel(await shoot(tv, 'tv-welcome'), 8, 8)).toBe('#CCCDFD')
    await shoot(phone, 'phone-connected')

    await tv.evaluate('goOn()')
    await until(tv, 'home')
    await titlesShown(tv)
    await tv.keyboard.press('ArrowRight')
    await expect.poll(() => tv.evaluate(() => document.fonts.status)).toBe('loaded')
    await shoot(tv, 'tv-home')
    await tv.keyboard.press('Enter')
    await until(tv, 'player')
    await tv.evaluate(standStill('settle'))
    await tv.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5)
    await shoot(tv, 'tv-player')
    await tv.keyboard.press('Escape')
    await until(tv, 'home')

    // A Back too many on the way out of the player is swallowed; later ones are not.
    await tv.keyboard.press('Escape')
    expect(await screenOf(tv)).toBe('home')
    await tv.evaluate('goOn()')
    await tv.evaluate(standStill('screen'))
    await expect
      .poll(async () => {
        if ((await screenOf(tv)) === 'home') await tv.keyboard.press('Escape')
        return screenOf(tv)
      })
      .toBe('signing-out')
    await shoot(tv, 'tv-signing-out')
    await tv.evaluate('goOn()')
    await until(tv, 'link')
    const next = await readQr(tv, 'tv-link-again', qr)
    expect(next).not.toBe(qr)
    expect(foreign).toEqual([])
  })

  it('says "Not my TV" without signing in, and the TV shows a fresh QR', async () => {
    const { browser, url } = await setUp()
    const tv = await openTv(browser, url)
    await until(tv, 'link')
    const qr = await readQr(tv, 'tv-before-denial')
    const phone = await openPhone(browser, atTestAddress(qr, url))
    await until(tv, 'opened')
    await button(phone, 'Not my TV').click()
    await until(tv, 'link')
    expect(await readQr(tv, 'tv-denied', qr)).not.toBe(qr)
    await shoot(phone, 'phone-denied')
  })

  it('types a wrong password, is told so, and goes on', async () => {
    const { browser, url } = await setUp()
    const tv = await openTv(browser, url)
    await until(tv, 'link')
    const phone = await openPhone(browser, atTestAddress(await readQr(tv, 'tv-link'), url), 360)
    await button(phone, 'Connect this TV').waitFor()
    await signIn(phone, 'eliza', 'wrong')
    await button(phone, 'Connect this TV').click()
    await phone.getByText('try again!').waitFor()
    await shoot(phone, 'phone-wrong-password')
    await tv.evaluate(standStill('screen'))
    await field(phone, 'current-password').fill('Senza2024')
    await button(phone, 'Connect this TV').click()
    await phone.getByText('connected!').waitFor()
    await until(tv, 'welcome')
  })

  it('types the code on a phone without a camera, and is remembered for the next TV', async () => {
    const { browser, url, server } = await setUp()
    const seen = await Tv.boot(server.url)
    const { user_code, handle } = await seen.requestLink()
    const phone = await openPhone(browser, `${url}/link`, 360)
    await phone.getByLabel(/code/i).first().fill(user_code.replace('-', '').toLowerCase())
    await signIn(phone, 'eliza', 'Senza2024')
    await shoot(phone, 'phone-typed-code')
    await button(phone, 'Connect').first().click()
    await phone.getByText('connected!').waitFor()
    expect((await seen.hello()).body.name).toBe('Eliza')
    expect(handle).toHaveLength(26)

    const second = await Tv.boot(server.url)
    const next = await second.requestLink()
    await phone.goto('about:blank')
    await phone.goto(`${url}/L#${next.handle}`)
    await button(phone, 'Connect as Eliza').waitFor()
    await shoot(phone, 'phone-known')
    await button(phone, 'Connect as Eliza').click()
    await phone.getByText('connected!').waitFor()
    expect((await second.hello()).body.name).toBe('Eliza')
  })

  it('presses Back on the welcome, because the TV is not theirs', async () => {
    const { browser, url, server } = await setUp()
    const tv = await openTv(browser, url)
    await until(tv, 'link')
    const { hash } = new URL(await readQr(tv, 'tv-link'))
    const { Phone } = await import('../support/phone.ts')
    await tv.evaluate(standStill('screen'))
    await new Phone(server.url).approve(hash.slice(1), { username: 'eliza', password: 'Senza2024' })
    await until(tv, 'welcome')
    await tv.keyboard.press('Escape')
    await until(tv, 'link')
  })

  it('presses Back on "opened", and gets a fresh QR', async () => {
    const { browser, url, server } = await setUp()
    const tv = await openTv(browser, url)
    await until(tv, 'link')
    const qr = await readQr(tv, 'tv-link')
    const { Phone } = await import('../support/phone.ts')
    const stranger = new Phone(server.url)
    await stranger.open(new URL(qr).hash.slice(1))
    await until(tv, 'opened')
    await tv.keyboard.press('Escape')
    expect(await readQr(tv, 'tv-not-me', qr)).not.toBe(qr)
    const late = await stranger.approve(new URL(qr).hash.slice(1), {
      username: 'eliza',
      password: 'Senza2024',
    })
    expect(late.body['code']).toBe('link_superseded')
  })
})
