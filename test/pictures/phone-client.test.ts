import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { shownHandle, tvApp } from '../story/phone-app.ts'
import { oneBrowser } from '../support/browser.ts'
import { serveFolders } from '../support/folder-server.ts'
import { accounts, startServer } from '../support/server.ts'
import { shoot } from './screens.ts'

const FOLDERS = ['../../docs/examples/', '../../dist/phone/'].map(
  (folder) => new URL(folder, import.meta.url),
)
// A name that is not this machine's to the browser: pages there have no WebCrypto.
const browser = oneBrowser([
  '--host-resolver-rules=MAP app.lan 127.0.0.1',
  '--use-fake-device-for-media-stream',
])

/** The example of docs/phone.md on a phone, from the operator's own origin, and a TV that takes payloads. */
async function openExample({ insecure = false, settings = {} } = {}) {
  const issuer = await Issuer.start()
  const origin = (await serveFolders(...FOLDERS)).replace(
    '127.0.0.1',
    insecure ? 'app.lan' : 'localhost',
  )
  const server = await startServer(
    {
      accounts: await accounts('dora'),
      accountIssuers: [{ issuer: issuer.url, audience: 'couchlink', claim: 'preferred_username' }],
      // An origin on plain http is none that can be listed.
      phoneApp: { origins: insecure ? [] : [origin] },
      ...settings,
    },
    { pages: true },
  )
  const base = `http://localhost:${server.port}/`
  const tv = tvApp(base)
  const context = await browser().newContext({ viewport: { width: 390, height: 844 } })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`${origin}/phone.html?couchlink=${encodeURIComponent(base)}`)
  const token = await issuer.sign({
    iss: issuer.url,
    aud: 'couchlink',
    sub: 'person-1',
    preferred_username: 'dora',
    exp: server.clock.now + 300,
  })
  return { server, base, tv, page, faults, token }
}

async function says(page: Page, text: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor()
}

async function scan(page: Page, text: string): Promise<void> {
  await page.getByLabel('What the code says').fill(text)
  await page.getByRole('button', { name: 'Look at this TV' }).click()
}

describe('the example of couchlink/phone', () => {
  it('K9: names the TV, asks, and hands over a session that is not the phone’s', async () => {
    const { base, tv, page, token, faults } = await openExample()
    await page.getByLabel('Token of your sign-in').fill(token)
    await scan(page, `${base}L#${await shownHandle(tv.client)}`)
    await says(page, 'Is this your TV?')
    await page.getByRole('heading', { name: 'Connect the TV “Kitchen”?' }).waitFor()
    expect(await page.locator('#code').innerText()).toMatch(/^[B-Z]{4}-[B-Z]{4}$/)
    // K4: neither answer is made easier than the other.
    const [no, yes] = await Promise.all(
      ['No', 'Yes'].map((name) => page.getByRole('button', { name, exact: true }).boundingBox()),
    )
    expect(yes?.width).toBeCloseTo(no?.width ?? 0, 0)
    expect(yes?.height).toBe(no?.height)
    await shoot(page, 'example-phone-asking')
    await page.getByRole('button', { name: 'Yes', exact: true }).click()
    await says(page, 'Connected! Look at your TV.')
    await shoot(page, 'example-phone-connected')
    const bound = await tv.client.hello()
    expect(bound.kind === 'bound' && bound.hello.name).toBe('Dora')
    await expect.poll(() => tv.taken).toHaveLength(1)
    const [taken] = tv.taken
    if (taken?.kind !== 'payload') throw new Error(taken?.kind)
    expect(taken.payload).toMatch(/^tv-session-[0-9a-f]{32}$/)
    expect(token).not.toContain(taken.payload)
    expect(taken.payload).not.toContain(token)
    expect(faults).toEqual([])
  })

  it('K10: says yes with its own key once that is registered, also after a reload', async () => {
    const { base, tv, page, token, faults } = await openExample()
    await page.getByLabel('Token of your sign-in').fill(token)
    await page.getByRole('button', { name: 'Give this phone a key' }).click()
    await says(page, 'This phone can say yes by itself now.')
    await page.getByText('Example app (this one)').waitFor()
    await shoot(page, 'example-phone-keys')
    await page.reload()
    await page.getByLabel('Token of your sign-in').fill(token)
    await page.getByLabel('Token of your sign-in').blur()
    await page.getByText('Example app (this one)').waitFor()
    await page.getByLabel('Token of your sign-in').fill('')
    await scan(page, `${base}L#${await shownHandle(tv.client)}`)
    await says(page, 'Is this your TV?')
    await page.getByRole('button', { name: 'Yes', exact: true }).click()
    await says(page, 'Connected! Look at your TV.')
    expect((await tv.client.hello()).kind).toBe('bound')
    await page.getByLabel('Token of your sign-in').fill(token)
    await page.getByRole('button', { name: 'Remove' }).click()
    await says(page, 'Removed.')
    await expect.poll(() => page.getByText('Example app (this one)').count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('K8: says no, and hands nothing over', async () => {
    const { base, tv, page, faults } = await openExample()
    await scan(page, `${base}L#${await shownHandle(tv.client)}`)
    await says(page, 'Is this your TV?')
    await page.getByRole('button', { name: 'No', exact: true }).click()
    await says(page, 'Refused. The TV is nobody’s.')
    const said = await tv.client.hello()
    expect(said).toMatchObject({ kind: 'not_bound', notBound: { link: { state: 'denied' } } })
    await page.getByRole('button', { name: 'Scan another TV' }).click()
    await scan(page, `${base}L#${await shownHandle(tv.client)}`)
    await says(page, 'Is this your TV?')
    expect(tv.taken).toEqual([])
    expect(faults).toEqual([])
  })

  it('shows the number where phone and TV are not known to be at home', async () => {
    const settings = { trustedProxies: ['127.0.0.1'] }
    const { base, tv, page, token } = await openExample({ settings })
    await page.route(`${base}**`, (route, request) =>
      route.continue({ headers: { ...request.headers(), 'x-forwarded-for': '198.51.100.7' } }),
    )
    await page.getByLabel('Token of your sign-in').fill(token)
    const asked = await tv.client.requestLink()
    if (asked.kind !== 'link') throw new Error(asked.kind)
    await scan(page, `${base}L#${new URL(asked.link.qr).hash.slice(1)}`)
    await says(page, 'Is this your TV?')
    await page.getByRole('button', { name: 'Yes', exact: true }).click()
    await says(page, 'One more step.')
    await shoot(page, 'example-phone-match')
    const number = await page.locator('#number').innerText()
    expect((await tv.client.answerMatch(asked.link.id, number)).kind).toBe('right')
    await says(page, 'Connected! Look at your TV.')
    await tv.client.hello()
    await expect.poll(() => tv.taken.map(({ kind }) => kind)).toEqual(['payload'])
  })

  it('scans with the camera where the browser reads codes', async () => {
    const { base, tv, page, faults } = await openExample()
    const text = `${base}L#${await shownHandle(tv.client)}`
    await page.context().grantPermissions(['camera'])
    // Chromium reads codes on phones only; what it is asked is what a phone's would be.
    await page.addInitScript((rawValue) => {
      const seen: unknown[][] = [[], [{ rawValue: 'something else' }], [{ rawValue }]]
      const detect = async () => (seen.length > 1 ? seen.shift() : seen[0])
      Object.assign(window, {
        BarcodeDetector: function BarcodeDetector() {
          return { detect }
        },
      })
    }, text)
    await page.reload()
    await page.getByRole('button', { name: 'Scan with the camera' }).click()
    await says(page, 'Is this your TV?')
    // The camera is let go of.
    await expect.poll(() => page.locator('#picture').isVisible()).toBe(false)
    const live = () =>
      page.evaluate(() => {
        const { srcObject } = document.querySelector('video') as HTMLVideoElement
        return (srcObject as MediaStream).getTracks().map(({ readyState }) => readyState)
      })
    await expect.poll(live).toEqual(['ended'])
    expect(faults).toEqual([])
  })

  it('shows no token to another server, whatever a code says', async () => {
    const { base, page, token } = await openExample()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.getByLabel('Token of your sign-in').fill(token)
    for (const text of ['https://evil.example/L#0123456789ABCDEFGHJKMNPQRS', `${base}L#x`, 'x']) {
      await scan(page, text)
      await says(page, 'This is no code of ours.')
    }
    expect(asked.filter((url) => !url.startsWith(base))).toEqual([])
  })

  it('K17: says that it needs https, and sends nothing, on plain http', async () => {
    const { base, tv, page } = await openExample({ insecure: true })
    expect(await page.evaluate(() => isSecureContext)).toBe(false)
    await says(page, 'This needs a page on https. Nothing was sent.')
    await scan(page, `${base}L#${await shownHandle(tv.client)}`)
    await says(page, 'This needs a page on https. Nothing was sent.')
    await page.getByRole('button', { name: 'Give this phone a key' }).click()
    await says(page, 'This browser keeps no keys.')
    const said = await tv.client.hello()
    expect(said).toMatchObject({ kind: 'not_bound', notBound: { link: { state: 'pending' } } })
  })
})
