import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

import type { PhonePage } from '../support/phone-page.ts'
import { passwordOf } from '../support/server.ts'
import { told } from './playing.ts'
import { titlesShown, until } from './screens.ts'
import { playEach, type Story } from './stories.ts'

const { rails } = JSON.parse(
  readFileSync(new URL('../../config.json', import.meta.url), 'utf8'),
) as { rails: object[] }

const STRONG = 'the lighthouse hums at dusk'

/** The form that asks for this, with the question before it opened. */
async function form(phone: PhonePage, action: string): Promise<Locator> {
  // What is not there yet is not found open, nor to be opened.
  await phone.page.waitForLoadState()
  const asks = `form:has(input[name=action][value=${action}])`
  const question = phone.page.locator(`details.ask:has(${asks})`).first()
  if ((await question.count()) > 0 && (await question.getAttribute('open')) === null) {
    await question.locator('summary').click()
  }
  return phone.page.locator(asks).first()
}

async function send(phone: PhonePage, action: string): Promise<void> {
  await (await form(phone, action)).locator('button').click()
}

/** The TV app in a second window, in somebody's name. */
async function televisionOf(phone: PhonePage, username: string): Promise<Page> {
  const context = await phone.context
    .browser()!
    .newContext({ viewport: { width: 1280, height: 720 } })
  const tv = await context.newPage()
  await connect(phone, tv, username, () => tv.goto(`${phone.origin}/tv/`))
  return tv
}

async function connect(
  phone: PhonePage,
  tv: Page,
  username: string,
  begin: () => Promise<unknown>,
): Promise<void> {
  await begin()
  // Off this very page: the one before it may have just asked for a code of its own.
  let qr = ''
  await expect
    .poll(async () => {
      const screen = await told(tv)
      qr = ('link' in screen ? screen.link?.qr : null) ?? ''
      return qr
    })
    .not.toBe('')
  const handle = new URL(qr).hash.slice(1)
  const other = await phone.otherPhone(username)
  expect((await other.approve(handle)).body).toEqual({ status: 'authorized' })
  await until(tv, 'home')
}

/** Milliseconds between a tap on this phone and the TV's showing its code, by the clock of this machine. */
async function signOutSeenBy(
  phone: PhonePage,
  tv: Page,
  tap: () => Promise<void>,
): Promise<number> {
  const shown = tv.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => document.body.dataset['screen'] === 'link' && resolve(Date.now())
        new MutationObserver(look).observe(document.body, { attributes: true })
        look()
      }),
  )
  const sent = phone.page.waitForRequest(/\/devices\/form$/)
  await tap()
  const request = await sent
  // When it was sent is known with its answer.
  await request.response()
  const { startTime } = request.timing()
  return (await shown) - startTime
}

const STORIES: Story[] = [
  [
    'tv-goes',
    async (phone) => {
      const tv = await televisionOf(phone, 'dora')
      await phone.remembers('dora')
      await titlesShown(tv)
      await tv.keyboard.press('ArrowRight')
      await tv.keyboard.press('Enter')
      await until(tv, 'player')
      await tv.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.2)
      await phone.go('/devices')
      await form(phone, 'sign_out')
      await phone.sees('asked')
      const playing = await signOutSeenBy(phone, tv, () => send(phone, 'sign_out'))
      await phone.hears('devices.doneSignedOut')

      await connect(phone, tv, 'dora', () => tv.reload())
      await phone.go('/devices')
      const atHome = await signOutSeenBy(phone, tv, () => send(phone, 'sign_out'))
      // Without a notice it would take minutes. That one of them is quick enough, this machine may do beside others.
      expect(Math.min(playing, atHome)).toBeLessThan(1000)
      await tv.context().close()
    },
    // A TV of this very machine is sent to the address that phones use, so the server listens there too.
    { settings: { rails, host: null } },
  ],
  [
    'all-go',
    async (phone) => {
      const dora = await phone.otherPhone('dora')
      const tvs = [await phone.television(), await phone.television()]
      for (const { link } of tvs) expect((await dora.approve(link.handle)).status).toBe(200)
      await phone.remembers('dora')
      await phone.go('/devices')
      await send(phone, 'sign_out_all')
      await phone.hears('devices.doneSignedOut')
      for (const { tv } of tvs) expect((await tv.hello()).body['code']).toBe('device_not_bound')
      await phone.sees('none')
    },
  ],
  [
    'not-mine-either',
    async (phone) => {
      await phone.remembers('dora')
      const { tv, link } = await phone.television()
      const thief = await phone.otherPhone('dora')
      expect((await thief.approve(link.handle)).status).toBe(200)
      const news = phone.text('link.newDevices', { count: 1 })
      await phone.go('/link')
      await phone.page.getByText(news).click()
      await phone.page
        .locator('#new')
        .getByText(phone.text('devices.new', { count: 1 }))
        .waitFor()
      await phone.sees('announced')
      await send(phone, 'disown')
      await phone.hears('devices.doneDisowned')
      await phone.sees('undone')
      expect((await tv.hello()).body['code']).toBe('device_not_bound')
      expect((await thief.send('GET', '/session')).status).toBe(401)
      expect((await phone.page.request.get(`${phone.origin}/session`)).status()).toBe(200)
    },
  ],
  [
    'account',
    async (phone) => {
      const { page, server } = phone
      const { tv, link } = await phone.television()
      const others = [await phone.otherPhone('dora'), await phone.otherPhone('dora')] as const
      await others[0].approve(link.handle)
      await phone.remembers('dora')
      phone.clock.putForward(700)
      await phone.go('/devices')
      await phone.sees('to-prove')
      const proof = await form(phone, 'prove')
      await proof.locator('[type=password]').fill(passwordOf('dora'))
      await proof.locator('button').click()
      await page.locator('#password').waitFor()

      const downloading = page.waitForEvent('download')
      await send(phone, 'export')
      const copy = readFileSync((await (await downloading).path()) ?? '', 'utf8')
      expect(JSON.parse(copy)).toMatchObject({ account: { username: 'dora' } })

      const ending = await form(phone, 'end_sessions')
      await ending.locator('button').click()
      await phone.hears('devices.doneSignedOut')
      expect((await others[0].send('GET', '/session')).status).toBe(401)
      expect((await others[1].send('GET', '/session')).status).toBe(401)

      const again = await phone.otherPhone('dora')
      const change = await form(phone, 'password')
      await change.locator('[type=password]').fill(STRONG)
      await change.locator('button').click()
      await phone.hears('devices.donePassword')
      expect((await again.send('GET', '/session')).status).toBe(401)
      expect((await again.signIn('dora', STRONG)).status).toBe(200)
      expect((await tv.askToken()).status).toBe(200)
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })

      await form(phone, 'delete')
      await phone.sees('asked')
      await send(phone, 'delete')
      await phone.hears('devices.doneDeleted')
      expect((await tv.hello()).body['code']).toBe('device_not_bound')
      expect(await server.parts.store.accountByUsername('dora')).toBeNull()
    },
  ],
]

playEach('my TVs', STORIES)
