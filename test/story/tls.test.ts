import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

import type { DeviceAuthorization } from '#contract/link'
import type { Notices } from '#contract/notice'

import { announcement } from '../../server/announce.ts'
import { OperatorFault } from '../../server/errors.ts'
import { openBrowser } from '../support/browser.ts'
import { Authority } from '../support/certificate.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'
import { trustIn } from '../support/trusting.ts'
import { connectOptions, Tv } from '../support/tv.ts'

afterEach(() => void vi.unstubAllGlobals())

/** A server with a certificate of its own, on which `ada` has an account, and the address that its certificate names. */
async function secureServer(options: { pages?: boolean; clock?: { now: number } } = {}) {
  const authority = new Authority()
  const { cert, key, spki } = authority.issue()
  const settings = { tls: { cert, key }, accounts: await accounts('ada') }
  const server = await startServer(settings, options)
  return { server, authority, spki, url: `https://localhost:${server.port}` }
}

/** The events that come to a TV's topic, over a connection whose other end is known. */
async function listening(notices: Notices, port: number, ca: string): Promise<string[]> {
  const seen: string[] = []
  const at = `wss://localhost:${port}/mqtt`
  const client = mqtt.connect(at, { ...connectOptions(notices), ca })
  onTestFinished(() => void client.end(true))
  client.on('message', (_topic, payload) => seen.push(JSON.parse(payload.toString()).eventName))
  await new Promise((resolve, reject) => client.once('connect', resolve).once('error', reject))
  await client.subscribeAsync(notices.topic, { qos: 0 })
  return seen
}

describe('with a certificate of its own', () => {
  it('a TV signs in over https and wss alone, by a cookie that only https has', async () => {
    const { server, authority, url } = await secureServer()
    trustIn(authority.ca)
    const tv = await Tv.boot(url)
    const link = await tv.requestLink()
    expect(link.verification_uri).toMatch(/^https:\/\//)
    expect(link.verification_uri_complete).toMatch(/^https:\/\//)
    expect(link.notices.url).toMatch(/^wss:\/\/.*\/mqtt$/)
    const notices = await listening(link.notices, server.port, authority.ca)

    const phone = new Phone(url)
    const credentials = { username: 'ada', password: passwordOf('ada') }
    const approved = await phone.approve(link.handle, credentials)
    expect(approved.status).toBe(200)
    await expect.poll(() => notices).toContain('DeviceAuthorized')
    expect((await tv.hello()).body.name).toBe('Ada')

    expect(approved.headers.getSetCookie()).toHaveLength(1)
    expect(approved.headers.getSetCookie()[0]).toMatch(/^__Host-couchlink=[^;]+;.*\bSecure\b/)
    expect((await phone.send('GET', '/session')).body).toMatchObject({ username: 'ada' })
  })

  it('nobody is answered who does not trust it, or speaks plain http', async () => {
    const { url } = await secureServer()
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
    await expect(fetch(`${url.replace('https', 'http')}/healthz`)).rejects.toThrow()
  })

  it('its metadata names https, and a page of plain http is another site', async () => {
    const { authority, url } = await secureServer()
    trustIn(authority.ca)
    const metadata = await fetch(`${url}/.well-known/oauth-authorization-server`)
    expect(((await metadata.json()) as { issuer: string }).issuer).toBe(url)
    const phone = new Phone(url)
    await phone.signIn('ada', passwordOf('ada'))
    const from = async (origin: string) => {
      const headers = { cookie: phone.cookie, origin }
      return (await fetch(`${url}/sessions`, { method: 'DELETE', headers })).status
    }
    expect(await from(url.replace('https', 'http'))).toBe(403)
    expect(await from(url)).toBe(200)
  })

  it('the announcement says https', async () => {
    const { server } = await secureServer()
    expect(server.base).toMatch(/^https:\/\//)
    const settings = { publicUrl: null, dataDir: server.dataDir }
    const said = await announcement(server, { ...server.parts.config, ...settings })
    expect(said).toContain(`TV        ${server.base}/tv/`)
    expect(said).toContain(`Phone     ${server.base}/link`)
  })

  it('a renewed one is served without a restart, and a TV keeps its connection', async () => {
    const authority = new Authority()
    const [first, second] = [authority.issue(), authority.issue()]
    const files = { cert: join(authority.folder, 'c.pem'), key: join(authority.folder, 'k.pem') }
    const put = ({ cert, key }: typeof first) => {
      copyFileSync(cert, files.cert)
      copyFileSync(key, files.key)
    }
    put(first)
    const server = await startServer({ tls: files, accounts: await accounts('ada') })
    const url = `https://localhost:${server.port}`
    trustIn(authority.ca)
    const tv = await Tv.boot(url)
    const link: DeviceAuthorization & { handle: string } = await tv.requestLink()
    const notices = await listening(link.notices, server.port, authority.ca)

    put(second)
    await expect.poll(() => server.logged()).toContain('The certificate has changed')
    const phone = new Phone(url)
    await phone.approve(link.handle, { username: 'ada', password: passwordOf('ada') })
    await expect.poll(() => notices).toContain('DeviceAuthorized')
  })

  it('one that does not serve ends the start with a sentence', async () => {
    const authority = new Authority()
    const [one, other] = [authority.issue(), authority.issue()]
    const start = startServer({ tls: { cert: one.cert, key: other.key } })
    await expect(start).rejects.toThrow(OperatorFault)
    await expect(start).rejects.toThrow(/the key in .* is not that of the certificate/)
  })
})

// A browser takes its time to start beside others.
describe('in Chromium, with a certificate of its own', { timeout: 120_000 }, () => {
  it('a person signs in on a page that is a secure context, and insists on https from then on', async () => {
    const { server, spki } = await secureServer({ pages: true })
    const url = `https://couch.test:${server.port}`
    // As if its authority were installed: this one key, and no other, is believed.
    const browser = await openBrowser([
      `--ignore-certificate-errors-spki-list=${spki}`,
      '--host-resolver-rules=MAP couch.test 127.0.0.1',
    ])
    const context = await browser.newContext()
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    const answer = await page.goto(`${url}/link`)
    expect(answer?.status()).toBe(200)
    expect(answer?.headers()['strict-transport-security']).toBe('max-age=31536000')
    expect(await page.evaluate(() => window.isSecureContext)).toBe(true)
    const status = await page.evaluate(
      async (credentials) => {
        const headers = { 'content-type': 'application/json' }
        const body = JSON.stringify(credentials)
        return (await fetch('session', { method: 'POST', headers, body })).status
      },
      { username: 'ada', password: passwordOf('ada') },
    )
    expect(status).toBe(200)
    const cookies = await context.cookies()
    expect(cookies.find(({ name }) => name === '__Host-couchlink')).toMatchObject({
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
    })
    await page.reload()
    expect(await page.textContent('body')).toContain('Ada')
    await page.goto(`${url}/devices`)
    expect(await page.textContent('body')).toContain('Ada')
    expect(complaints).toEqual([])
  })
})
