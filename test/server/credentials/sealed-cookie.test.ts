import { createSecretKey, randomBytes } from 'node:crypto'
import { EncryptJWT, SignJWT, UnsecuredJWT } from 'jose'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { SealedCookie } from '../../../server/credentials/sealed-cookie.ts'

const Value = v.strictObject({ state: v.string() })
const secret = randomBytes(32)

function sealedCookie(more: { name?: string; secret?: Buffer; usedIds?: number } = {}) {
  const clock = { now: 1_000_000 }
  let ids = 0
  const cookie = new SealedCookie({
    name: 'couchlink-test',
    schema: Value,
    secret,
    ttlSeconds: 600,
    usedIds: 10,
    now: () => clock.now,
    randomId: () => `id-${ids++}`,
    ...more,
  })
  return { cookie, clock }
}

/** The header that a browser sends after this `Set-Cookie`. */
const sent = (setCookie: string) => setCookie.split(';')[0] ?? ''

describe('what a browser keeps for us', () => {
  it('comes back as it was, and once', async () => {
    const { cookie } = sealedCookie()
    // Longer than what chance may spell in it.
    const kept = { state: 'of-one-sign-in' }
    const header = sent(await cookie.seal(kept, true))
    expect(header).not.toContain(kept.state)
    expect(await cookie.take(`other=1; ${header}`, true)).toEqual(kept)
    expect(await cookie.take(header, true)).toBe(null)
  })

  it('is of one browser, for this server’s requests alone, and on https of this host alone', async () => {
    const { cookie } = sealedCookie()
    const https = await cookie.seal({ state: 'xyz' }, true)
    expect(https).toMatch(/^__Host-couchlink-test=/)
    for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Max-Age=600']) {
      expect(https.split('; ')).toContain(attribute)
    }
    expect(https).not.toMatch(/Domain/i)
    const http = await cookie.seal({ state: 'xyz' }, false)
    expect(http).toMatch(/^couchlink-test=/)
    expect(http).not.toContain('Secure')
    // Whoever can write a cookie on http can write no `__Host-` one: where that is due, no other is read.
    expect(await cookie.take(sent(http), true)).toBe(null)
    expect(cookie.removal(true)).toMatch(/^__Host-couchlink-test=; Max-Age=0; Path=\/;/)
  })

  it('ends', async () => {
    const { cookie, clock } = sealedCookie()
    const header = sent(await cookie.seal({ state: 'xyz' }, false))
    clock.now += 600
    expect(await cookie.take(header, false)).toBe(null)
    clock.now -= 1
    expect(await cookie.take(header, false)).toEqual({ state: 'xyz' })
  })

  it('cannot be changed', async () => {
    const { cookie } = sealedCookie()
    const header = sent(await cookie.seal({ state: 'xyz' }, false))
    const [name, sealed = ''] = header.split('=')
    const parts = sealed.split('.')
    for (const [at, part] of parts.entries()) {
      const flipped = (part.startsWith('A') ? 'B' : 'A') + part.slice(1)
      const changed = parts.map((own, index) => (index === at ? flipped : own)).join('.')
      expect(await cookie.take(`${name}=${changed}`, false), `part ${at}`).toBe(null)
    }
    expect(await cookie.take(header, false)).toEqual({ state: 'xyz' })
  })

  it('cannot be made by anybody else', async () => {
    const { cookie, clock } = sealedCookie()
    const claims = { state: 'xyz', jti: 'a', exp: clock.now + 60 }
    const jwe = { alg: 'dir', enc: 'A256GCM' }
    const forgeries = [
      await new EncryptJWT(claims).setProtectedHeader(jwe).encrypt(randomBytes(32)),
      await new EncryptJWT(claims).setProtectedHeader(jwe).encrypt(secret),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(createSecretKey(secret)),
      new UnsecuredJWT(claims).encode(),
      'x'.repeat(5000),
      '....',
      '',
    ]
    for (const forgery of forgeries) {
      expect(await cookie.take(`couchlink-test=${forgery}`, false)).toBe(null)
    }
  })

  it('is read by nothing that it was not made for', async () => {
    const { cookie } = sealedCookie()
    const sealed = sent(await cookie.seal({ state: 'xyz' }, false)).split('=')[1]
    const another = sealedCookie({ name: 'couchlink-another' }).cookie
    expect(await another.take(`couchlink-another=${sealed}`, false)).toBe(null)
    const elsewhere = sealedCookie({ secret: randomBytes(32) }).cookie
    expect(await elsewhere.take(`couchlink-test=${sealed}`, false)).toBe(null)
  })

  it('is not taken out while that could not be remembered', async () => {
    const { cookie } = sealedCookie({ usedIds: 1 })
    const [one, two] = [
      sent(await cookie.seal({ state: '1' }, false)),
      sent(await cookie.seal({ state: '2' }, false)),
    ]
    expect(await cookie.take(one, false)).toEqual({ state: '1' })
    expect(await cookie.take(two, false)).toBe(null)
  })
})
