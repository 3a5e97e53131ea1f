import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { oneBrowser } from '../support/browser.ts'
import { MessageServer, OAUTH } from '../support/message-service.ts'
import { Phone } from '../support/phone.ts'
import { runningClock, startServer } from '../support/server.ts'
import { DUMMY_DEVICE, makeSenzaSdk, SENZA_DEVICE } from '../tv-app/src/platform/senza-sdk.ts'
import { readQr, screenOf, shoot, standStill, until } from './screens.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
/** As the sets call themselves on the phone. */
const SET = { name: 'Senza', model: SENZA_DEVICE.community }
const DESK = { name: expect.stringMatching(/./), model: expect.stringContaining('Chrome') }
const SUBJECT = 'urn:synamedia:oauth:identifier:hyperscale:'

const browser = oneBrowser()

type Sdk = ReturnType<typeof makeSenzaSdk>

declare global {
  interface Window {
    /** What the page of these tests has in place of the platform. */
    standIn?: Sdk
    signAssertion?(): Promise<string>
  }
}

/** @param intervalSeconds how often a TV asks that hears no notices */
async function house(intervalSeconds: number) {
  const clock = runningClock()
  const [issuer, service] = await Promise.all([
    Issuer.start(),
    MessageServer.start(() => clock.now),
  ])
  const platform = { issuer: issuer.url, audience: 'our-tenant', subject: `${SUBJECT}{deviceId}` }
  const server = await startServer(
    {
      platforms: [{ name: 'senza', ...platform }],
      notifier: 'senza',
      oauth: OAUTH,
      messages: service.settings,
      link: { intervalSeconds },
      tv: { goodbyeSeconds: 1 },
    },
    { pages: true },
  )
  return { clock, issuer, service, server, url: `http://localhost:${server.port}` }
}

type House = Awaited<ReturnType<typeof house>>

/** A page that finds the platform's SDK as its own script would have left it, and no MQTT. */
async function openSet(within: Browser, { clock, issuer, url }: House, onPlatform: boolean) {
  const context = await within.newContext({ viewport: { width: 1920, height: 1080 } })
  const { deviceId } = SENZA_DEVICE
  await context.exposeFunction('signAssertion', () => {
    const at = { iat: clock.now, exp: clock.now + 86_400 }
    const sub = `${SUBJECT}${deviceId}`
    return issuer.sign({ iss: issuer.url, aud: 'our-tenant', sub, jti: randomUUID(), ...at })
  })
  const info = onPlatform ? SENZA_DEVICE : { ...SENZA_DEVICE, deviceId: DUMMY_DEVICE }
  await context.addInitScript(`{
    const makeSenzaSdk = ${makeSenzaSdk}
    window.standIn = makeSenzaSdk({
      info: ${JSON.stringify(info)},
      assert: () => window.signAssertion(),
      start: async () => {},
    })
    window.senza = window.standIn.sdk
    ${onPlatform ? 'window.cefQuery = () => {}' : ''}
  }`)
  if (onPlatform) await context.routeWebSocket(/\/mqtt$/, (socket) => socket.close())
  const tv = await context.newPage()
  await tv.goto(`${url}/tv/`)
  return tv
}

/** The platform brings the app what its message service was told last. */
async function bring(tv: Page, { service }: House, eventName: string): Promise<void> {
  const last = () => service.taken.at(-1)?.body
  await expect.poll(() => last()?.['eventName']).toBe(eventName)
  const payload = JSON.stringify(last()?.['payload'])
  await tv.evaluate(
    ([name, text]) => window.standIn?.message(name, JSON.parse(text ?? '')),
    [eventName, payload],
  )
}

async function approve(
  tv: Page,
  { server }: House,
  device: object,
  name: string,
  other = '',
): Promise<string> {
  const qr = await readQr(tv, name, other)
  const phone = new Phone(server.url)
  const { hash } = new URL(qr)
  const opened = await phone.open(hash.slice(1))
  expect(opened.body['device']).toEqual(device)
  expect((await phone.approve(hash.slice(1), ELIZA)).status).toBe(200)
  return qr
}

const said = (tv: Page) => tv.evaluate(() => window.standIn?.said ?? [])

describe('the TV app on Senza', () => {
  test('Z13, Z14, Z28: signs in by the platform’s own means, wakes up to the truth, and says goodbye', async () => {
    // So seldom that nothing which happens here can come of it.
    const home = await house(300)
    const { server } = home
    const tv = await openSet(browser(), home, true)
    await until(tv, 'link')
    await expect.poll(() => said(tv)).toContain('uiReady')
    expect((await said(tv)).slice(0, 2)).toEqual(['init', 'getClientAssertion'])

    // A message that is none of ours, and one that lies, change nothing.
    await tv.evaluate(() => window.standIn?.message('Recommend', { title: 'tide' }))
    await tv.evaluate(() => window.standIn?.message('DeviceAuthorized', { authorized: true }))
    const first = await approve(tv, home, SET, 'senza-link')
    expect(await screenOf(tv)).not.toBe('welcome')
    await tv.evaluate(standStill('screen'))
    await bring(tv, home, 'DeviceAuthorized')
    await until(tv, 'welcome')
    await shoot(tv, 'senza-welcome')
    await tv.evaluate('goOn()')
    await until(tv, 'home')
    expect(home.service.taken.at(-1)?.subject).toBe(SENZA_DEVICE.deviceId)

    // Unbound from afar while it lay in the background, where no message reaches it.
    const device = `senza_${SENZA_DEVICE.deviceId}`
    await tv.evaluate(() => window.standIn?.moveTo('background'))
    const phone = new Phone(server.url)
    await phone.signIn(ELIZA.username, ELIZA.password)
    expect((await phone.send('DELETE', `/devices/${device}`)).status).toBe(200)
    expect(await screenOf(tv)).toBe('home')
    await tv.evaluate(() => window.standIn?.moveTo('foreground'))
    await until(tv, 'link')

    await approve(tv, home, SET, 'senza-link-again', first)
    await tv.evaluate(standStill('fresh'))
    await bring(tv, home, 'DeviceAuthorized')
    await until(tv, 'home')
    await tv.keyboard.press('Escape')
    await until(tv, 'link')
    expect((await server.parts.store.deviceState(device, home.clock.now)).bound).toBeNull()
    expect(await said(tv)).not.toContain('exitApplication')
  })

  test('Z27: runs in a developer’s browser, where the SDK knows a dummy device and no platform', async () => {
    const home = await house(1)
    const tv = await openSet(browser(), home, false)
    await until(tv, 'link')
    await approve(tv, home, DESK, 'senza-dummy')
    await until(tv, 'home')
    expect(await said(tv)).toEqual([])
    expect(home.issuer.asked).toEqual([])
    expect(home.service.asked).toEqual([])
  })
})
