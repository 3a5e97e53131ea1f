import { describe, expect, it } from 'vitest'

import { startServer } from '../../../support/server.ts'

const PHONE = ['/L', '/link', '/login.html']

describe('the pages', () => {
  it('load their own files and nothing else', async () => {
    const server = await startServer({}, { pages: true })
    for (const path of ['/', '/tv/', ...PHONE]) {
      const response = await fetch(server.url + path)
      const html = await response.text()
      expect(response.status, path).toBe(200)
      expect(response.headers.get('content-type'), path).toContain('text/html')
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy, path).toContain("default-src 'none'")
      expect(policy, path).not.toContain('unsafe')
      expect(html, path).not.toMatch(/\son\w+=|\sstyle="/)
      for (const [, url = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
        expect(url, path).not.toMatch(/^(https?:)?\/\//)
        if (url.startsWith('data:') || url.startsWith('#')) continue
        // As a browser asks: what a link leads to is a page.
        const headers = { accept: 'text/html,*/*' }
        const asset = await fetch(new URL(url, server.url + path), { headers })
        await asset.text()
        expect(asset.status, `${path} → ${url}`).toBe(200)
      }
    }
  })

  it('of the TV run the files they name', async () => {
    const server = await startServer({}, { pages: true })
    for (const path of ['/', '/tv/']) {
      const response = await fetch(server.url + path)
      const policy = response.headers.get('content-security-policy')
      expect(policy, path).toContain("script-src 'self'")
      expect(await response.text(), path).not.toMatch(/<script(?![^>]*\bsrc=)|<style/)
    }
  })

  it('of the phone run and wear only what this very answer vouches for', async () => {
    const server = await startServer({}, { pages: true })
    for (const path of PHONE) {
      const response = await fetch(server.url + path)
      const html = await response.text()
      const policy = response.headers.get('content-security-policy') ?? ''
      const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1]
      expect(nonce, path).toMatch(/^[A-Za-z0-9_-]{22}$/)
      expect(policy, path).toContain(`style-src 'nonce-${nonce}'`)
      const tags = [...html.matchAll(/<(?:script|style)\b[^>]*>/g)].map(([tag]) => tag)
      expect(tags.length, path).toBeGreaterThan(1)
      for (const tag of tags) {
        // Data is no script, whatever the tag says.
        if (tag.includes('application/json')) continue
        expect(tag, path).toContain(`nonce="${nonce}"`)
      }
      expect(response.headers.get('cache-control'), path).toBe('no-store')
    }
  })

  it('of the phone stand in no frame, whoever asks for it', async () => {
    const server = await startServer({}, { pages: true })
    for (const path of [...PHONE, '/devices']) {
      const headers = { accept: 'text/html', 'sec-fetch-dest': 'iframe' }
      const framed = await fetch(server.url + path, { headers })
      expect(framed.status, path).toBe(403)
      expect(await framed.text(), path).not.toContain('<form')
      expect(framed.headers.get('content-security-policy'), path).toContain(
        "frame-ancestors 'none'",
      )
      expect(framed.headers.get('x-frame-options'), path).toBe('DENY')
    }
  })

  it('on plain http carry no header that would send them to https', async () => {
    const server = await startServer({}, { pages: true })
    for (const path of ['/', '/tv/', ...PHONE]) {
      const page = await fetch(server.url + path)
      await page.text()
      const { headers } = page
      expect(headers.get('strict-transport-security'), path).toBeNull()
      expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
      expect(headers.get('referrer-policy'), path).toBe('same-origin')
    }
  })

  it('behind a public address do without the emulator, and insist on https', async () => {
    const server = await startServer({ publicUrl: 'https://tv.example.com/couch' }, { pages: true })
    const front = await fetch(`${server.url}/`, { redirect: 'manual' })
    expect([front.status, front.headers.get('location')]).toEqual([302, 'link'])
    const emulator = await fetch(`${server.url}/emulator/`)
    await emulator.text()
    expect(emulator.status).toBe(404)
    for (const path of ['/couch/link', '/couch/tv/']) {
      const page = await fetch(server.url + path)
      await page.text()
      expect(page.status).toBe(200)
      expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000')
    }
  })

  it('are compressed once, at build time, and kept for ever where their name says what is in them', async () => {
    const server = await startServer({}, { pages: true })
    const html = await (await fetch(`${server.url}/link`)).text()
    const script = /<script[^>]*\ssrc="([^"]+)"/.exec(html)?.[1] ?? ''
    const headersOf = async (path: string) => {
      const response = await fetch(`${server.url}/${path}`, {
        headers: { 'accept-encoding': 'br' },
      })
      await response.arrayBuffer()
      return ['content-encoding', 'cache-control', 'x-content-type-options'].map((name) =>
        response.headers.get(name),
      )
    }
    expect(await headersOf(script)).toEqual([
      'br',
      'public, max-age=31536000, immutable',
      'nosniff',
    ])
    expect(await headersOf('tv/app.js')).toEqual(['br', 'no-cache', 'nosniff'])
  })
})
