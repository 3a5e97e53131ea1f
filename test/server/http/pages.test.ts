import { describe, expect, it } from 'vitest'

import { startServer } from '../../support/server.ts'

describe('the pages', () => {
  it('load their own files and nothing else', async () => {
    const server = await startServer({}, { pages: true })
    for (const path of ['/', '/tv/', '/L', '/link', '/login.html']) {
      const response = await fetch(server.url + path)
      const html = await response.text()
      expect(response.status, path).toBe(200)
      expect(response.headers.get('content-type'), path).toContain('text/html')
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy, path).toContain("default-src 'none'")
      expect(policy, path).toContain("script-src 'self'")
      expect(policy, path).not.toContain('unsafe')
      expect(html, path).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|<style|style="/)
      for (const [, url = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
        expect(url, path).not.toMatch(/^(https?:)?\/\//)
        if (url.startsWith('data:') || url.startsWith('#')) continue
        const asset = await fetch(new URL(url, server.url + path))
        await asset.text()
        expect(asset.status, `${path} → ${url}`).toBe(200)
      }
    }
  })

  it('on plain http carry no header that would send them to https', async () => {
    const server = await startServer({}, { pages: true })
    const page = await fetch(`${server.url}/link`)
    await page.text()
    const { headers } = page
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })

  it('behind a public address do without the emulator, and insist on https', async () => {
    const server = await startServer({ publicUrl: 'https://tv.example.com/couch' }, { pages: true })
    const front = await fetch(`${server.url}/`, { redirect: 'manual' })
    expect([front.status, front.headers.get('location')]).toEqual([302, 'link'])
    const emulator = await fetch(`${server.url}/emulator/`)
    await emulator.text()
    expect(emulator.status).toBe(404)
    const phone = await fetch(`${server.url}/couch/link`)
    await phone.text()
    expect(phone.status).toBe(200)
    expect(phone.headers.get('strict-transport-security')).toContain('max-age')
  })

  it('are compressed once, at build time', async () => {
    const server = await startServer({}, { pages: true })
    const response = await fetch(`${server.url}/phone/phone.js`, {
      headers: { 'accept-encoding': 'br' },
    })
    expect(response.headers.get('content-encoding')).toBe('br')
  })
})
