import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

import type { ApproveOutcome, PhoneKeyHolder } from '../../phone-web/client/couchlink-phone.ts'
import { compiledByConsumer } from '../support/consumer.ts'
import { Phone } from '../support/phone.ts'
import { type House, house, phoneApp, phoneKey, shownHandle, tvApp } from './phone-app.ts'

const ROOT = new URL('../../', import.meta.url).pathname
const REFUSED = { kind: 'refused', status: 401, code: 'approval_refused' }

/** Somebody's phone, whose key is registered; from then on it has no token any more. */
async function keyed({ server, tokenOf }: House, username: string) {
  const key = await phoneKey()
  const token = await tokenOf(username)
  const signedIn = phoneApp(`${server.url}/`, { key, token: async () => token })
  expect(await signedIn.registerKey()).toEqual({ kind: 'registered' })
  return { key, signedIn, phone: phoneApp(`${server.url}/`, { key }) }
}

/** The yes of this key, after something on the way, or in the phone, has been changed. */
async function yes(
  { server }: House,
  key: PhoneKeyHolder,
  handle: string,
  change: { request?: (body: Record<string, unknown>) => object; serverTimeOff?: number } = {},
): Promise<ApproveOutcome> {
  const changing: typeof fetch = async (input, init) => {
    const isYes = String(input).endsWith('/authorize')
    const body = isYes && change.request?.(JSON.parse(String(init?.body)))
    const response = await fetch(input, body ? { ...init, body: JSON.stringify(body) } : init)
    const at = Date.now() + (change.serverTimeOff ?? 0) * 1000
    const headers = new Headers(response.headers)
    headers.set('date', new Date(at).toUTCString())
    return new Response(await response.arrayBuffer(), { status: response.status, headers })
  }
  return phoneApp(`${server.url}/`, { key, fetch: changing }).approve(handle)
}

/** A TV of the house, with its code. */
async function shown({ server }: House) {
  const { client } = tvApp(`${server.url}/`)
  return { client, handle: await shownHandle(client) }
}

describe('a phone that keeps a key', () => {
  it('K10: registers it only for who is signed in, and then binds without password or token', async () => {
    const home = await house()
    const { client, handle } = await shown(home)
    const key = await phoneKey()
    const stranger = phoneApp(`${home.server.url}/`, { key })
    expect(await stranger.registerKey()).toMatchObject({ kind: 'refused', status: 401 })
    expect(await stranger.approve(handle)).toMatchObject(REFUSED)
    const { phone } = await keyed(home, 'dora')
    expect(await phone.approve(handle)).toEqual({ kind: 'authorized' })
    const bound = await client.hello()
    expect(bound.kind === 'bound' && bound.hello.name).toBe('Dora')
  })

  it('K10: brings a payload with the same yes', async () => {
    const home = await house()
    const tv = tvApp(`${home.server.url}/`)
    const handle = await shownHandle(tv.client)
    const { phone } = await keyed(home, 'dora')
    expect(await phone.approve(handle, { payload: 'for this TV' })).toEqual({ kind: 'authorized' })
    await tv.client.hello()
    await expect.poll(() => tv.taken).toEqual([{ kind: 'payload', payload: 'for this TV' }])
  })

  it('K11: is refused with a key that nobody registered', async () => {
    const home = await house()
    const { client, handle } = await shown(home)
    expect(await yes(home, await phoneKey(), handle)).toMatchObject(REFUSED)
    expect((await client.hello()).kind).toBe('not_bound')
  })

  it('K11: can be nobody but its own account, whoever else is named', async () => {
    const home = await house()
    const { client, handle } = await shown(home)
    const { key } = await keyed(home, 'dora')
    const asBob = { username: 'bob', password: 'password-of-bob' }
    const both = await yes(home, key, handle, { request: (body) => ({ ...body, ...asBob }) })
    expect(both).toMatchObject({ kind: 'refused', status: 400 })
    const token = await home.tokenOf('bob')
    const bobs = phoneApp(`${home.server.url}/`, { key, token: async () => token })
    expect(await bobs.registerKey()).toMatchObject({ kind: 'refused', status: 400 })
    expect((await client.hello()).kind).toBe('not_bound')
  })

  for (const seconds of [-61, 61]) {
    it(`K11: is refused ${seconds} s off`, async () => {
      const home = await house()
      const { handle } = await shown(home)
      const { key } = await keyed(home, 'dora')
      // Phone and server share a clock here, and it stands still: how long the yes takes is not what is off.
      vi.useFakeTimers({ toFake: ['Date'] })
      onTestFinished(() => void vi.useRealTimers())
      // A second more, since both clocks count whole ones.
      const off = { serverTimeOff: seconds + Math.sign(seconds) }
      expect(await yes(home, key, handle, off)).toMatchObject(REFUSED)
      expect(await yes(home, key, handle)).toEqual({ kind: 'authorized' })
    })
  }

  it('K11: is refused the second time it is sent', async () => {
    const home = await house()
    const { client, handle } = await shown(home)
    const { key } = await keyed(home, 'dora')
    let sent: object = {}
    const keep = (body: object) => {
      sent = body
      return body
    }
    expect(await yes(home, key, handle, { request: keep })).toEqual({ kind: 'authorized' })
    const { status, body } = await new Phone(home.server.url).post('/authorize', sent)
    expect([status, body['code']]).toEqual([401, 'approval_refused'])
    expect((await client.hello()).kind).toBe('bound')
  })

  it('K11: is refused for another link request than the one that was signed', async () => {
    const home = await house()
    const mine = await shown(home)
    const theirs = await shown(home)
    const { key } = await keyed(home, 'dora')
    const relay = (body: object) => ({ ...body, handle: theirs.handle })
    expect(await yes(home, key, mine.handle, { request: relay })).toMatchObject(REFUSED)
    expect((await theirs.client.hello()).kind).toBe('not_bound')
  })

  it('K11: is refused at another server than the one it was signed for', async () => {
    const home = await house()
    const { handle } = await shown(home)
    const { key } = await keyed(home, 'dora')
    // A site that looks like ours to the phone, and passes on to us what it gets.
    const relay: typeof fetch = (input, init) =>
      fetch(String(input).replace('https://tv.example', home.server.url), init)
    const fooled = phoneApp('https://tv.example/', { key, fetch: relay })
    expect(await fooled.approve(handle)).toMatchObject(REFUSED)
  })

  it('K11: is refused with what is no signature, and no key', async () => {
    const home = await house()
    const { handle } = await shown(home)
    const { key } = await keyed(home, 'dora')
    const zeros = { ...key, sign: async () => new Uint8Array(64) }
    expect(await yes(home, zeros, handle)).toMatchObject(REFUSED)
    const short = { ...key, sign: async () => new Uint8Array(10) }
    expect(await yes(home, short, handle)).toMatchObject({ kind: 'refused', status: 400 })
    const other = { ...(await phoneKey()), id: key.id }
    expect(await yes(home, other, handle)).toMatchObject(REFUSED)
    const token = await home.tokenOf('dora')
    const off = { ...key, publicJwk: { ...key.publicJwk, y: 'A'.repeat(43) } }
    const client = phoneApp(`${home.server.url}/`, { key: off, token: async () => token })
    expect(await client.registerKey()).toMatchObject({ kind: 'refused', status: 400 })
    expect(await yes(home, key, handle)).toEqual({ kind: 'authorized' })
  })

  it('K12: works beside other phones of the account, and goes without them', async () => {
    const home = await house()
    const one = await keyed(home, 'dora')
    const other = await keyed(home, 'dora')
    const listed = await one.signedIn.keys()
    if (listed.kind !== 'keys') throw new Error(listed.kind)
    expect(listed.keys.map(({ id }) => id).sort()).toEqual([one.key.id, other.key.id].sort())
    const first = await shown(home)
    const second = await shown(home)
    expect(await one.phone.approve(first.handle)).toEqual({ kind: 'authorized' })
    expect(await other.phone.approve(second.handle)).toEqual({ kind: 'authorized' })

    expect(await other.signedIn.removeKey(one.key.id)).toEqual({ kind: 'removed' })
    const third = await shown(home)
    expect(await one.phone.approve(third.handle)).toMatchObject(REFUSED)
    expect(await other.phone.approve(third.handle)).toEqual({ kind: 'authorized' })
    const bobs = phoneApp(`${home.server.url}/`, {
      token: async () => home.tokenOf('bob'),
    })
    expect(await bobs.removeKey(other.key.id)).toMatchObject({ kind: 'refused', status: 404 })
  })

  it('signs anew each time it asks what came of the number', async () => {
    const home = await house({ trustedProxies: ['127.0.0.1'] })
    const { key } = await keyed(home, 'dora')
    const tv = tvApp(`${home.server.url}/`)
    const asked = await tv.client.requestLink()
    if (asked.kind !== 'link') throw new Error(asked.kind)
    const away: typeof fetch = (input, init) => {
      const headers = { ...(init?.headers as object), 'x-forwarded-for': '198.51.100.7' }
      return fetch(input, { ...init, headers })
    }
    const phone = phoneApp(`${home.server.url}/`, { key, fetch: away })
    let number = ''
    let waited = 0
    const outcome = await phone.approveUntilDecided(
      new URL(asked.link.qr).hash.slice(1),
      {},
      {
        onMatch(shownNumber) {
          number = shownNumber
        },
        async wait() {
          waited += 1
          if (waited === 3) await tv.client.answerMatch(asked.link.id, number)
        },
      },
    )
    expect([outcome, waited]).toEqual([{ kind: 'authorized' }, 3])
  })
})

const APP = `
import type { ApproveOutcome, PhoneClient, PhoneKeyHolder } from 'couchlink/phone'
import { makePhoneClient, makeWebPhoneKey, readScan, signatureFromDer } from 'couchlink/phone'

const scan = readScan('https://tv.example.com/L#0123456789ABCDEFGHJKMNPQRS')
const kept: PhoneKeyHolder | null = await makeWebPhoneKey('eliza')
const enclave: PhoneKeyHolder = {
  id: 'x',
  publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  sign: async (bytes: Uint8Array) => signatureFromDer(bytes),
}
export const client: PhoneClient = makePhoneClient({
  base: scan?.base ?? '',
  token: async () => 'token',
  key: kept ?? enclave,
})
const known = await client.details(scan?.handle ?? '')
export const code: string | null = known.kind === 'details' ? known.details.user_code : null
const outcome: ApproveOutcome = await client.approve('', { payload: 'x' })
export const number: string | null = outcome.kind === 'match' ? outcome.number : null
export const methods: unknown = outcome.kind === 'refused' ? outcome.problem['methods'] : null
// @ts-expect-error who has not looked at the outcome gets no details
export const none = known.details
// @ts-expect-error the types are no "any"
export const no: number = outcome.kind
`

describe('the package', () => {
  it('gives couchlink/phone to a strict TypeScript project, however it resolves modules', () => {
    expect(compiledByConsumer(APP, /^dist\/(phone|types\/phone-web|server\/contract)\//)).toEqual([
      '',
      '',
    ])
  }, 120_000)

  it('keeps what seals out of what is loaded at once', () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const code = readFileSync(join(ROOT, exports['./phone'].default), 'utf8')
    expect(code.length).toBeLessThan(20_000)
    expect(code.match(/import\(/g)).toHaveLength(1)
    expect(code).not.toContain('ECDH')
  })
})
