import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'

import { type PageKind, pageHeaders } from '../../../../server/http/pages/page-headers.ts'
import { openBrowser } from '../../../support/browser.ts'

/** A server with one page of this kind, whose body may use the nonce of its answer. */
async function serving(
  kind: PageKind,
  body: (nonce: string) => string = String,
  https = false,
): Promise<string> {
  const app = express().disable('x-powered-by').disable('etag')
  app.get(
    '/page',
    pageHeaders(() => https, kind, ['https://media.example']),
    (_request, response) => {
      response.type('html').send(body(String(response.locals['nonce'])))
    },
  )
  app.get('/module.js', (_request, response) => {
    response.type('js').send("import('/chunk.js').then(({ word }) => { document.title = word })")
  })
  app.get('/chunk.js', (_request, response) => {
    response.type('js').send("export const word = 'both ran'")
  })
  app.get('/framing', (_request, response) => {
    response.type('html').send('<iframe src="/page"></iframe>')
  })
  app.get('/favicon.ico', (_request, response) => void response.status(204).end())
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The headers that this server adds, in lower case; what Node says of the connection is left out. */
async function headersOf(url: string, sent: Record<string, string> = {}) {
  const response = await fetch(url, { headers: sent })
  const nonce = (await response.text()).slice(0, 100)
  const headers: Record<string, string> = Object.fromEntries(response.headers)
  for (const name of ['date', 'connection', 'keep-alive', 'content-length', 'content-type']) {
    delete headers[name]
  }
  const policy = headers['content-security-policy'] ?? ''
  headers['content-security-policy'] = policy.replaceAll(nonce, 'R')
  return { status: response.status, nonce, headers }
}

const PHONE_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "script-src 'nonce-R' 'strict-dynamic'",
  "style-src 'nonce-R'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join(';')

describe('a page of the phone', () => {
  it('on https has these headers and no other', async () => {
    const url = await serving('phone', undefined, true)
    const { headers } = await headersOf(`${url}/page`)
    expect(headers).toEqual({
      'cache-control': 'no-store',
      'content-security-policy': PHONE_POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'permissions-policy': expect.stringMatching(
        /^publickey-credentials-get=\(self\), publickey-credentials-create=\(self\), clipboard-write=\(self\), ([a-z-]+=\(\)(, |$)){22}$/,
      ),
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  })

  it('on plain http does without those that break it there', async () => {
    const url = await serving('phone')
    const { headers } = await headersOf(`${url}/page`)
    expect(headers['content-security-policy']).toBe(PHONE_POLICY)
    expect(Object.keys(headers).sort()).toEqual([
      'cache-control',
      'content-security-policy',
      'cross-origin-resource-policy',
      'permissions-policy',
      'referrer-policy',
      'x-content-type-options',
      'x-frame-options',
    ])
  })

  it('does not make a developer’s other servers on localhost unreachable', async () => {
    const url = await serving('phone', undefined, true)
    const { headers } = await headersOf(`${url.replace('127.0.0.1', 'localhost')}/page`)
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  it('has another nonce of 128 bits in each answer', async () => {
    const url = await serving('phone')
    const nonces = new Set<string>()
    for (let i = 0; i < 50; i += 1) nonces.add((await headersOf(`${url}/page`)).nonce)
    expect(nonces.size).toBe(50)
    for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9_-]{22}$/)
  })

  it('is refused to whoever frames it, with the headers that refuse it once more', async () => {
    const url = await serving('phone')
    for (const dest of ['iframe', 'frame', 'fencedframe', 'embed', 'object']) {
      const { status, headers } = await headersOf(`${url}/page`, { 'sec-fetch-dest': dest })
      expect([dest, status]).toEqual([dest, 403])
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['x-frame-options']).toBe('DENY')
    }
    for (const dest of ['document', 'empty']) {
      expect((await headersOf(`${url}/page`, { 'sec-fetch-dest': dest })).status).toBe(200)
    }
  })
})

describe('the other pages', () => {
  it('load what they are made of', async () => {
    const policyOf = async (kind: PageKind) =>
      (await headersOf(`${await serving(kind)}/page`)).headers['content-security-policy']
    expect(await policyOf('tv')).toBe(
      "default-src 'none';base-uri 'none';script-src 'self';style-src 'self';connect-src 'self' ws: wss: https://media.example;img-src 'self' data: blob: https://media.example;font-src 'self';worker-src 'none';frame-ancestors 'self';media-src 'self' blob: https://media.example",
    )
    expect(await policyOf('emulator')).toBe(
      "default-src 'none';base-uri 'none';script-src 'self';style-src 'self';frame-src 'self';img-src 'self' data:;font-src 'self';frame-ancestors 'none'",
    )
    expect(await policyOf('file')).toBe("default-src 'none';base-uri 'none';frame-ancestors 'none'")
  })

  it('may be framed where the emulator does it, and nowhere else', async () => {
    const framed = async (kind: PageKind) => {
      const url = await serving(kind)
      const { status, headers } = await headersOf(`${url}/page`, { 'sec-fetch-dest': 'iframe' })
      return [status, headers['x-frame-options']]
    }
    expect(await framed('tv')).toEqual([200, 'SAMEORIGIN'])
    expect(await framed('emulator')).toEqual([200, 'DENY'])
  })
})

// A browser takes its time to start beside others.
describe('in Chromium, a page of the phone', { timeout: 120_000 }, () => {
  it('runs the module it names with its chunks, is styled, and runs nothing else', async () => {
    const url = await serving(
      'phone',
      (nonce) => `<!doctype html><title>-</title>
        <style nonce="${nonce}">b { color: rgb(1, 2, 3) }</style>
        <style>b { color: rgb(9, 9, 9) }</style>
        <b>styled</b><i style="color: rgb(9, 9, 9)" onclick="document.title = 'clicked'">not</i>
        <p id="markup"></p>
        <script>document.title = 'inline ran'; window.ran = true</script>
        <script type="module" nonce="${nonce}" src="/module.js"></script>`,
    )
    const browser = await openBrowser(['--host-resolver-rules=MAP tv.lan 127.0.0.1'])
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(`${url}/page`)
    await expect.poll(() => page.title()).toBe('both ran')
    await page.click('i')
    expect(await page.title()).toBe('both ran')
    expect(await page.evaluate(() => 'ran' in window)).toBe(false)
    const color = (of: string) => page.$eval(of, (element) => getComputedStyle(element).color)
    expect(await color('b')).toBe('rgb(1, 2, 3)')
    expect(await color('i')).toBe('rgb(0, 0, 0)')
    // Text does not become markup, whoever tries.
    const sink = page.$eval('#markup', (element) => {
      element.innerHTML = '<img src=x>'
    })
    await expect(sink).rejects.toThrow(/TrustedHTML/)
    // Neither here nor at an address that is no secure context.
    await page.goto(`${url.replace('127.0.0.1', 'tv.lan')}/page`)
    await expect.poll(() => page.title()).toBe('both ran')
    // All it complains of is what it blocked: it knows every feature and directive by name.
    expect(complaints.filter((text) => !/violates|Refused|requires|blocked/.test(text))).toEqual([])
    expect(complaints.join('\n')).not.toMatch(/Unrecognized|unknown|Invalid/i)
  })

  it('shows nothing in a frame', async () => {
    const url = await serving('phone', () => '<button>Connect</button>')
    const page = await (await openBrowser()).newPage()
    await page.goto(`${url}/framing`)
    const inside = page.frames().find((frame) => frame !== page.mainFrame())
    expect(await inside?.$('button')).toBeNull()
    await page.goto(`${url}/page`)
    expect(await page.$('button')).not.toBeNull()
  })
})
