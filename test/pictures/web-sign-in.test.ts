import type { BrowserContext, Page, Route, WebSocket } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'

import { oneBrowser } from '../support/browser.ts'
import { CLIENT_ID, type ExampleSite, startExampleSite } from '../support/example-site.ts'

import { look } from '../support/looks.ts'
import { Phone } from '../support/phone.ts'
import { AWAY } from '../support/phone-page.ts'
import { movableClock, passwordOf } from '../support/server.ts'
import { atTestAddress, openPhone, readQr, shoot, signIn } from './screens.ts'

const ELIZA = { username: 'eliza', password: passwordOf('eliza') }
const browser = oneBrowser()

/** A person's browser on a desk, and whatever it complains of. */
interface Desk {
  context: BrowserContext
  page: Page
  complaints: string[]
  /** Of the site's own back end, in order: path and status. */
  answers: string[]
}

async function openDesk(example: ExampleSite): Promise<Desk> {
  const desk = await emptyDesk(example)
  await desk.page.goto(example.site)
  return desk
}

async function emptyDesk({ site, couchlink }: ExampleSite): Promise<Desk> {
  const context = await browser().newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en',
    reducedMotion: 'reduce',
  })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const desk: Desk = { context, page, complaints: [], answers: [] }
  page.on('pageerror', (error) => desk.complaints.push(error.message))
  page.on('console', (message) => {
    // An expected no is an answer of 400, which Chromium writes down; what no policy allows stays in.
    const isAnswer = message.location().url.startsWith(couchlink)
    if (message.type() === 'error' && !isAnswer) desk.complaints.push(message.text())
  })
  page.on('response', (response) => {
    const { origin, pathname } = new URL(response.url())
    if (origin === site) desk.answers.push(`${pathname} ${response.status()}`)
  })
  return desk
}

async function handleOn(page: Page, other = ''): Promise<string> {
  const frame = page.locator('.couchlink-qr')
  let handle = ''
  await expect
    .poll(async () => {
      const href = await frame.getAttribute('href')
      handle = href === null ? '' : new URL(href).hash.slice(1)
      return handle !== '' && handle !== other
    })
    .toBe(true)
  return handle
}

async function says(page: Page, text: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor()
}

async function greets(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: `Hello, ${name}` }).waitFor()
}

describe('a web site’s page with couchlink/web', () => {
  test('S1: a phone scans the QR and says yes, and the site knows who it is', async () => {
    const example = await startExampleSite()
    const { page, context, complaints, answers } = await openDesk(example)
    const qr = await readQr(page, 'web-site-waiting')
    expect(qr).toMatch(/^http:\/\/localhost:\d+\/L#[0-9A-Z]{26}$/)
    await page.getByText(/^[B-Z]{4}-[B-Z]{4}$/).waitFor()
    const before = await context.cookies()
    expect(before).toMatchObject([{ name: 'site', httpOnly: true, sameSite: 'Lax' }])

    const phone = await openPhone(browser(), atTestAddress(qr, example.couchlink))
    onTestFinished(() => phone.context().close())
    await says(page, 'Continue on your phone.')
    const address = new URL(example.site).host
    await phone.getByText(`Harbour Lane Books asks who you are, at ${address}`).waitFor()
    await phone.getByText(`Go on only if ${address} shows this very code`).waitFor()
    await phone.getByRole('button', { name: 'That isn’t me' }).waitFor()
    await shoot(phone, 'web-site-phone')
    await shoot(page, 'web-site-opened')
    await signIn(phone, ELIZA.username, ELIZA.password)
    await phone.locator('#connect').click()
    await phone.getByText('Done! Look at the web site').waitFor()
    await greets(page, 'Eliza')
    await shoot(page, 'web-site-signed-in')

    expect(answers.filter((answer) => answer.includes('/sign-in/'))).toEqual([
      '/sign-in/start 200',
      '/sign-in/finish 200',
    ])
    const [after] = await context.cookies()
    expect(after?.value).not.toBe(before[0]?.value)
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
    expect(await page.locator('.couchlink').count()).toBe(0)
    await page.reload()
    await greets(page, 'Eliza')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await handleOn(page)
    expect(complaints).toEqual([])
    const { body } = await signedIn(example, 'eliza').then((eliza) => eliza.send('GET', '/devices'))
    expect(body['devices']).toEqual([])
  })

  test('S1: looks right on a desk and on a phone, light and dark, by keyboard and to a screen reader', async () => {
    const example = await startExampleSite()
    const { page, complaints } = await openDesk(example)
    await page.locator('.couchlink-qr path').waitFor()
    const code = await page.locator('.couchlink-user-code').innerText()
    const spoken = page.getByLabel(`The code is ${[...code].join(' ')}`, { exact: true })
    expect(await spoken.count()).toBe(1)
    expect(await look(page, 'web-site-code')).toEqual([])
    expect(complaints).toEqual([])
  })

  test('S2: the device code is in no place where another script or a person would find it', async () => {
    const example = await startExampleSite()
    const { page, context } = await emptyDesk(example)
    const asked = page.waitForResponse(/device_authorization$/)
    await page.goto(example.site)
    const { device_code: secret } = (await (await asked).json()) as { device_code: string }
    const qr = await readQr(page, 'web-site-secret')
    expect(secret.length).toBeGreaterThan(20)
    const places = await page.evaluate(() => [
      document.documentElement.outerHTML,
      JSON.stringify({ ...localStorage, ...sessionStorage }),
      location.href,
      JSON.stringify(history.state),
    ])
    expect([...places, qr, JSON.stringify(await context.cookies())].join()).not.toContain(secret)
  })

  test('S1: speaks a page’s own language, from right to left', async () => {
    const example = await startExampleSite()
    const { page } = await emptyDesk(example)
    await showAlone(page, example, { lang: 'ar', texts: { waiting: 'بانتظار هاتفك …' } })
    await says(page, 'بانتظار هاتفك …')
    const rtl = page.locator('.couchlink')
    expect(await rtl.evaluate((one) => getComputedStyle(one).direction)).toBe('rtl')
    expect(await readQr(page, 'web-site-rtl')).toContain('/L#')
    await showAlone(page, example, { lang: 'de-AT', texts: {} })
    await says(page, 'Das Handy ist dran …')
  })

  test('S4: hears of the phone and of the yes on its own line, long before it would ask', async () => {
    const example = await startExampleSite({ settings: { link: { intervalSeconds: 600 } } })
    const { page } = await emptyDesk(example)
    const line = lineOf(page)
    await page.goto(example.site)
    const handle = await handleOn(page)
    await line
    const eliza = await signedIn(example, 'eliza')
    await eliza.open(handle)
    await says(page, 'E… is signing in. Say yes on the phone.')
    expect((await eliza.approve(handle)).body).toEqual({ status: 'authorized' })
    await greets(page, 'Eliza')
  })

  test('S3: gets there by asking where no MQTT comes through', async () => {
    const example = await startExampleSite({ settings: { link: { intervalSeconds: 1 } } })
    const desk = await openDesk(example)
    const { page } = desk
    await page.routeWebSocket(/mqtt/, (socket) => socket.close())
    await page.route(/part\./, async (route) => {
      const isEncoder = (await (await route.fetch()).text()).length < 50_000
      await (isEncoder ? route.continue() : route.abort())
    })
    await page.reload()
    const handle = await handleOn(page)
    await (await signedIn(example, 'eliza')).approve(handle)
    await greets(page, 'Eliza')
    // The part is asked for again now and then, also just when the page is closed.
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })

  test('S5: a one-time key is of no use to another browser, nor twice', async () => {
    const example = await startExampleSite()
    const desk = await openDesk(example)
    const other = await openDesk(example)
    await handleOn(other.page)
    const { key, goOn } = await holdKey(desk, example)
    expect(await finish(other.page, key)).toEqual([
      400,
      'This key has run out, was used, or is not for this browser.',
    ])
    const [cookie] = await desk.context.cookies()
    const elsewhere = await fetch(`${example.site}/sign-in/finish`, {
      method: 'POST',
      headers: {
        cookie: `site=${cookie?.value}`,
        'content-type': 'application/json',
        'sec-fetch-site': 'same-site',
      },
      body: JSON.stringify({ code: key }),
    })
    expect(elsewhere.status).toBe(403)
    await goOn()
    await greets(desk.page, 'Eliza')
    expect((await finish(desk.page, key))[0]).toBe(400)
    await desk.page.evaluate(() => fetch('/sign-in/start', { method: 'POST' }))
    expect((await finish(desk.page, key))[0]).toBe(400)
    await desk.page.reload()
    await greets(desk.page, 'Eliza')
  })

  test('S5: a one-time key is of no use after a minute, and the page offers a new code', async () => {
    const clock = movableClock()
    const example = await startExampleSite({ clock })
    const desk = await openDesk(example)
    const { goOn } = await holdKey(desk, example)
    clock.putForward(61)
    await goOn()
    await says(desk.page, 'Signing you in did not work. Please try again.')
    await desk.page.getByRole('alert').filter({ hasText: 'This key has run out' }).waitFor()
    const old = (await desk.page.locator('.couchlink-qr').getAttribute('href')) ?? ''
    await desk.page.getByRole('button', { name: 'Show a new code' }).click()
    const handle = await handleOn(desk.page, new URL(old).hash.slice(1))
    await (await signedIn(example, 'eliza')).approve(handle)
    await greets(desk.page, 'Eliza')
  })

  test('S8: after a no there is a new code at once, and the page says why', async () => {
    const example = await startExampleSite()
    const { page } = await openDesk(example)
    const handle = await handleOn(page)
    await new Phone(example.couchlink).deny(handle)
    await says(page, 'The phone said no. Here is a new code.')
    const other = await handleOn(page, handle)
    await (await signedIn(example, 'dora')).approve(other)
    await greets(page, 'Dora')
  })

  test('F6: a phone in another network shows three digits, which the page asks for', async () => {
    const example = await startExampleSite({
      settings: { trustedProxies: ['127.0.0.1'] },
      client: { otherNetwork: 'match' },
    })
    const { page, complaints } = await openDesk(example)
    const handle = await handleOn(page)
    const eliza = await signedIn(example, 'eliza', AWAY)
    const { body } = await eliza.approve(handle, ELIZA)
    expect(body['status']).toBe('match')
    await says(page, 'E… is signing in. Enter the three digits that the phone shows.')
    expect(await look(page, 'web-site-match')).toEqual([])
    await page.getByRole('button', { name: '1', exact: true }).focus()
    await page.keyboard.type('99')
    await page.getByRole('button', { name: 'Take back' }).click()
    await page.keyboard.press('Backspace')
    for (const digit of String(body['number'])) {
      await page.getByRole('button', { name: digit, exact: true }).click()
    }
    await greets(page, 'Eliza')
    expect(complaints).toEqual([])
  })

  test('S8: three digits that are wrong come to nothing but a new code', async () => {
    const example = await startExampleSite({
      settings: { trustedProxies: ['127.0.0.1'] },
      client: { otherNetwork: 'match' },
    })
    const { page } = await openDesk(example)
    const handle = await handleOn(page)
    const eliza = await signedIn(example, 'eliza', AWAY)
    const { body } = await eliza.approve(handle, ELIZA)
    await page.locator('.couchlink-pad').waitFor()
    // The pad has the focus, since nobody was busy elsewhere.
    await page.keyboard.type(body['number'] === '111' ? '222' : '111')
    await says(page, 'That was not the number on the phone. Here is a new code.')
    await handleOn(page, handle)
  })

  test('a page that closes it keeps nothing: no socket, no timer, no element, no rule', async () => {
    const example = await startExampleSite()
    const { page } = await emptyDesk(example)
    await page.clock.install()
    const opening = lineOf(page)
    await showAlone(page, example, { lang: 'en', texts: {} })
    await handleOn(page)
    const line = await opening
    const closed = line.waitForEvent('close')
    await page.evaluate(() => (window as unknown as { shown: { close(): void } }).shown.close())
    await closed
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.clock.fastForward(3_600_000)
    await page.evaluate(() => {
      for (const event of ['online', 'pageshow']) window.dispatchEvent(new Event(event))
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await page.clock.fastForward(3_600_000)
    expect(asked).toEqual([])
    const left = await page.evaluate(() => [
      document.querySelector('main')?.childElementCount,
      document.adoptedStyleSheets.length,
    ])
    expect(left).toEqual([0, 0])
  })
})

async function signedIn({ couchlink }: ExampleSite, name: string, headers = {}): Promise<Phone> {
  const phone = new Phone(couchlink, headers)
  expect((await phone.signIn(name, passwordOf(name))).status).toBe(200)
  return phone
}

/** In place of the site's own, a page with nothing but the code. */
async function showAlone(
  page: Page,
  { site, couchlink }: ExampleSite,
  { lang, texts }: { lang: string; texts: Record<string, string> },
): Promise<void> {
  const options = JSON.stringify({ server: couchlink, clientId: CLIENT_ID, lang, texts })
  await page.route('**/site.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `import { showSignIn } from './couchlink/couchlink-web.js'
        const element = document.querySelector('main')
        element.replaceChildren()
        const post = (path) => fetch(path, { method: 'POST' }).then((answer) => answer.json())
        const challenge = async () => (await post('/sign-in/start')).challenge
        window.shown = showSignIn({ element, challenge, onCode() {}, ...${options} })`,
    }),
  )
  await page.goto(site)
}

/** The page's line, once the broker has granted its topic: the page then asks once. Called before the page begins. */
async function lineOf(page: Page): Promise<WebSocket> {
  const [line] = await Promise.all([
    page.waitForEvent('websocket'),
    page.waitForResponse(/\/auth\/code$/),
  ])
  expect(line.url()).toMatch(/\/mqtt$/)
  return line
}

/** Signs Eliza in, but keeps the one-time key back on its way to the site. */
async function holdKey(
  { page }: Desk,
  example: ExampleSite,
): Promise<{ key: string; goOn(): Promise<void> }> {
  const onItsWay = new Promise<Route>((resolve) => {
    void page.route('**/sign-in/finish', resolve, { times: 1 })
  })
  await (await signedIn(example, 'eliza')).approve(await handleOn(page))
  const route = await onItsWay
  const { code } = route.request().postDataJSON() as { code: string }
  return { key: code, goOn: () => route.continue() }
}

/** This browser brings a key to the site's back end; what that answers. */
function finish(page: Page, key: string): Promise<[number, string]> {
  return page.evaluate(async (code) => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ code })
    const answer = await fetch('/sign-in/finish', { method: 'POST', headers, body })
    return [answer.status, (await answer.json()).message] as [number, string]
  }, key)
}
