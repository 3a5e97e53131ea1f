import { describe, expect, it } from 'vitest'

import { recordingProxy } from '../support/recording-proxy.ts'
import { Tv } from '../support/tv.ts'
import { house, phoneApp, shownHandle, tvApp } from './phone-app.ts'

/** As a service would make it for this one TV. */
const SESSION = 'tv-session-4f1c0e9a7b2d48d5-of-kitchen'

describe('what a phone app hands to a TV', () => {
  it('K6: arrives, and is nowhere on the way to be read, nor with the server', async () => {
    const { server, tokenOf } = await house()
    const proxy = await recordingProxy(() => server.port)
    const way = `http://127.0.0.1:${proxy.port}/`
    const tv = tvApp(way)
    const asked = await tv.client.requestLink()
    if (asked.kind !== 'link') throw new Error(asked.kind)
    tv.client.listen({ ...asked.notices, url: `ws://127.0.0.1:${proxy.port}/mqtt` })
    // Only what it is told on a line that is up goes by there.
    await expect.poll(tv.isListening).toBe(true)
    const handle = new URL(asked.link.qr).hash.slice(1)
    const token = await tokenOf('dora')
    const phone = phoneApp(way, { token: async () => token })
    expect((await phone.details(handle)).kind).toBe('details')
    expect(await phone.approve(handle, { payload: SESSION })).toEqual({ kind: 'authorized' })
    // The nudge on the TV's line makes it ask.
    await expect.poll(() => tv.taken).toEqual([{ kind: 'payload', payload: SESSION }])

    const seen = proxy.bytes()
    expect(seen.some((bytes) => bytes.includes('POST /authorize'))).toBe(true)
    expect(seen.some((bytes) => bytes.includes('POST /link/payload'))).toBe(true)
    expect(seen.some((bytes) => bytes.includes('/messages'))).toBe(true)
    // What is not sealed can be read here.
    expect(seen.some((bytes) => bytes.includes(token) && bytes.includes(handle))).toBe(true)
    const forms = [SESSION, Buffer.from(SESSION).toString('hex')]
    for (let shift = 0; shift < 3; shift += 1) {
      // However base64 is aligned, its middle is the same.
      const aligned = Buffer.from(`${'x'.repeat(shift)}${SESSION}`).toString('base64')
      forms.push(aligned.slice(4, -4))
    }
    for (const bytes of [...seen, server.logged()]) {
      for (const form of forms) expect(bytes).not.toContain(form)
    }
  })

  it('K9: is a session of the TV’s own: without the TV the phone stays signed in', async () => {
    const { server, tokenOf } = await house()
    const tv = tvApp(`${server.url}/`)
    const handle = await shownHandle(tv.client)
    const token = await tokenOf('dora')
    const phone = phoneApp(`${server.url}/`, { token: async () => token })
    expect(await phone.approve(handle, { payload: SESSION })).toEqual({ kind: 'authorized' })
    const bound = await tv.client.hello()
    if (bound.kind !== 'bound') throw new Error(bound.kind)
    await expect.poll(() => tv.taken).toEqual([{ kind: 'payload', payload: SESSION }])
    expect(await tv.client.goodbye(bound.hello.binding)).toBe(true)
    expect((await tv.client.hello()).kind).toBe('not_bound')
    expect((await phone.keys()).kind).toBe('keys')
  })

  it('K7: binds nothing when it was sealed for an earlier code of the same TV', async () => {
    const { server, tokenOf } = await house()
    const token = await tokenOf('dora')
    const tv = tvApp(`${server.url}/`)
    const first = await shownHandle(tv.client)
    const sealed: string[] = []
    const keeping: typeof fetch = async (input, init) => {
      const body = String(init?.body ?? '')
      if (body.includes('"payload"')) {
        sealed.push(JSON.parse(body).payload)
        throw new Error('Kept from the server, to be played later.')
      }
      return fetch(input, init)
    }
    const caught = phoneApp(`${server.url}/`, { token: async () => token, fetch: keeping })
    const lost = await caught.approve(first, { payload: SESSION })
    expect([lost.kind, sealed.length]).toEqual(['unreachable', 1])

    const second = await shownHandle(tv.client)
    const swapping: typeof fetch = (input, init) => {
      const body = init?.body && JSON.parse(String(init.body))
      if (body?.payload) body.payload = sealed[0]
      return fetch(input, body ? { ...init, body: JSON.stringify(body) } : init)
    }
    const phone = phoneApp(`${server.url}/`, { token: async () => token, fetch: swapping })
    // The server sees that it is for another code, and binds nothing.
    const refused = await phone.approve(second, { payload: 'something else' })
    expect(refused).toMatchObject({ kind: 'refused', code: 'payload_refused' })
    expect((await tv.client.hello()).kind).toBe('not_bound')
  })

  it('K7: is refused when somebody with the server’s powers has changed it', async () => {
    const { server, tokenOf } = await house()
    const token = await tokenOf('dora')
    const tv = tvApp(`${server.url}/`)
    const handle = await shownHandle(tv.client)
    const turning: typeof fetch = (input, init) => {
      const body = init?.body && JSON.parse(String(init.body))
      if (!body?.payload) return fetch(input, init)
      const parts: string[] = body.payload.split('.')
      const text = Buffer.from(parts[3] ?? '', 'base64url')
      text[0] = (text[0] ?? 0) ^ 1
      const payload = parts.with(3, text.toString('base64url')).join('.')
      return fetch(input, { ...init, body: JSON.stringify({ ...body, payload }) })
    }
    const phone = phoneApp(`${server.url}/`, { token: async () => token, fetch: turning })
    expect(await phone.approve(handle, { payload: SESSION })).toEqual({ kind: 'authorized' })
    expect((await tv.client.hello()).kind).toBe('bound')
    await expect.poll(() => tv.taken).toEqual([{ kind: 'refused' }])
  })

  it('K2: goes to nobody when the server swaps the TV’s key', async () => {
    const { server, tokenOf } = await house()
    const token = await tokenOf('dora')
    const tv = tvApp(`${server.url}/`)
    const handle = await shownHandle(tv.client)
    const theirs = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
      'deriveBits',
    ])
    const { x, y } = await crypto.subtle.exportKey('jwk', theirs.publicKey)
    const posted: string[] = []
    const between: typeof fetch = async (input, init) => {
      posted.push(new URL(String(input)).pathname)
      const response = await fetch(input, init)
      if (!String(input).endsWith('/link/details')) return response
      const details = { ...(await response.json()), link_key: { kty: 'EC', crv: 'P-256', x, y } }
      return Response.json(details)
    }
    const phone = phoneApp(`${server.url}/`, { token: async () => token, fetch: between })
    expect(await phone.details(handle)).toEqual({ kind: 'forged' })
    expect(await phone.approve(handle, { payload: SESSION })).toEqual({ kind: 'forged' })
    expect(new Set(posted)).toEqual(new Set(['/link/details']))
    expect((await tv.client.hello()).kind).toBe('not_bound')
  })

  it('K8: does not go with a no', async () => {
    const { server } = await house()
    const tv = tvApp(`${server.url}/`)
    const handle = await shownHandle(tv.client)
    const phone = phoneApp(`${server.url}/`)
    expect((await phone.details(handle)).kind).toBe('details')
    expect(await phone.deny(handle)).toEqual({ kind: 'denied' })
    const said = await tv.client.hello()
    expect(said).toMatchObject({ kind: 'not_bound', notBound: { link: { state: 'denied' } } })
    expect(tv.taken).toEqual([])
  })

  it('is none when the phone’s page says yes', async () => {
    const { server, tokenOf } = await house()
    const token = await tokenOf('dora')
    const tv = tvApp(`${server.url}/`)
    const handle = await shownHandle(tv.client)
    const phone = phoneApp(`${server.url}/`, { token: async () => token })
    expect(await phone.approve(handle)).toEqual({ kind: 'authorized' })
    await tv.client.hello()
    await expect.poll(() => tv.taken).toEqual([{ kind: 'none' }])
  })

  it('waits for the number, where phone and TV are not known to be at home', async () => {
    const { server, tokenOf } = await house({ trustedProxies: ['127.0.0.1'] })
    const token = await tokenOf('dora')
    const tv = tvApp(`${server.url}/`)
    const asked = await tv.client.requestLink()
    if (asked.kind !== 'link') throw new Error(asked.kind)
    const handle = new URL(asked.link.qr).hash.slice(1)
    const away: typeof fetch = (input, init) =>
      fetch(input, {
        ...init,
        headers: { ...(init?.headers as object), 'x-forwarded-for': '198.51.100.7' },
      })
    const phone = phoneApp(`${server.url}/`, { token: async () => token, fetch: away })
    const shown: string[] = []
    const outcome = await phone.approveUntilDecided(
      handle,
      { payload: SESSION },
      {
        onMatch: (number) => void shown.push(number),
        async wait() {
          await tv.client.hello()
          expect(tv.taken).toEqual([])
          expect((await tv.client.answerMatch(asked.link.id, shown[0] ?? '')).kind).toBe('right')
        },
      },
    )
    expect([outcome.kind, shown.length]).toEqual(['authorized', 1])
    await tv.client.hello()
    await expect.poll(() => tv.taken).toEqual([{ kind: 'payload', payload: SESSION }])
  })

  it('is not offered to a TV that takes none', async () => {
    const { server, tokenOf } = await house()
    const token = await tokenOf('dora')
    const plain = await Tv.boot(server.url)
    const { handle } = await plain.requestLink()
    const phone = phoneApp(`${server.url}/`, { token: async () => token })
    const known = await phone.details(handle)
    expect(known).toMatchObject({ kind: 'details', details: { link_key: null } })
    expect(await phone.approve(handle, { payload: SESSION })).toEqual({ kind: 'no_link_key' })
    expect((await plain.hello()).status).toBe(401)
  })
})
