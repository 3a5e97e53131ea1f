import { CompactEncrypt, importJWK } from 'jose'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

import type { LinkKey } from '#contract/link-key'
import {
  type LoadUnseal,
  loadUnseal,
  makeCouchlinkClient,
  type PayloadOutcome,
  takePayloads,
} from '../../../tv-app/client/couchlink-tv.ts'
import { p256 } from './p256.ts'
import { payingServer } from './paying-server.ts'
import { problem } from './proving-server.ts'

const TEXT = 'session-of-this-tv é 漢'

afterEach(() => vi.restoreAllMocks())

/** A TV that takes payloads. */
async function living(loading: LoadUnseal = loadUnseal) {
  const { base, home } = await payingServer()
  const taken: PayloadOutcome[] = []
  const nudged = vi.fn()
  const client = makeCouchlinkClient({
    base,
    describe: { name: 'TV', model: 'TV' },
    givenKey: null,
    loadP256: async () => p256,
    platformAssertion: null,
    payloads: takePayloads({ loadUnseal: loading, take: (outcome) => void taken.push(outcome) }),
    loadMqtt: () => Promise.reject(new Error('This TV has no notices.')),
    onMessage: null,
    onNudge: nudged,
    onLine: () => undefined,
  })
  onTestFinished(() => client.close())
  home.deviceId = (await client.deviceId()) ?? ''
  return { home, client, taken, nudged }
}

/** As a phone app does, with its own jose; a test may do some of it wrong. */
async function sealed(
  key: LinkKey | null | undefined,
  handle: string,
  { text = TEXT, alg = 'ECDH-ES', enc = 'A256GCM', apv = handle as string | null } = {},
): Promise<string> {
  const utf8 = new TextEncoder()
  const jwe = new CompactEncrypt(utf8.encode(text)).setProtectedHeader({ alg, enc })
  if (apv !== null) jwe.setKeyManagementParameters({ apv: utf8.encode(apv) })
  return jwe.encrypt(await importJWK({ ...key }, alg))
}

/** The code is shown, and somebody has said yes. */
async function approved({ home, client }: Awaited<ReturnType<typeof living>>) {
  expect((await client.requestLink()).kind).toBe('link')
  home.state = 'approved'
  home.bound = true
}

describe('a TV that takes payloads', () => {
  it('K1: makes a fresh key for each link request, which the code on the screen is made with', async () => {
    const { home, client } = await living()
    const first = await client.requestLink()
    if (first.kind !== 'link') throw new Error(first.kind)
    expect(first.link.qr.endsWith(home.handle)).toBe(true)
    expect((await client.requestLink()).kind).toBe('link')
    const [one, other] = home.linkKeys
    expect(one).toMatchObject({ kty: 'EC', crv: 'P-256' })
    expect(other?.x).not.toBe(one?.x)
    expect(Object.keys(one ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y'])
  })

  it('K1: makes keys whose private half nobody can take out', async () => {
    const made = vi.spyOn(crypto.subtle, 'generateKey')
    const { client } = await living()
    made.mockClear()
    await client.requestLink()
    expect(made).toHaveBeenCalledOnce()
    expect(made.mock.calls[0]?.[1]).toBe(false)
  })

  it('shows no code that was made without its key', async () => {
    const { home, client } = await living()
    const put = home.linkKeys.push.bind(home.linkKeys)
    vi.spyOn(home.linkKeys, 'push').mockImplementation((key) => {
      if (key !== null) key.x = p256.generate().x
      return put(key)
    })
    expect(await client.requestLink()).toEqual({ kind: 'forged' })
  })

  it('is handed what was sealed to it, once', async () => {
    const tv = await living()
    const { home, client, taken } = tv
    await approved(tv)
    home.payload = [200, { payload: await sealed(home.linkKeys[0], home.handle) }]
    await client.hello()
    await expect.poll(() => taken).toEqual([{ kind: 'payload', payload: TEXT }])
    await client.hello()
    await client.hello()
    expect(home.asked).toEqual([home.linkId])
    expect(taken).toHaveLength(1)
  })

  it('is told that there is none, when whoever said yes has handed nothing over', async () => {
    const tv = await living()
    await approved(tv)
    await tv.client.hello()
    await expect.poll(() => tv.taken).toEqual([{ kind: 'none' }])
  })

  it('asks for nothing before it is bound by its own code', async () => {
    const tv = await living()
    const { home, client } = tv
    await client.requestLink()
    await client.hello()
    home.bound = true
    await client.hello()
    home.state = 'matching'
    await client.hello()
    expect(home.asked).toEqual([])
    home.state = 'approved'
    await client.hello()
    await expect.poll(() => home.asked).toEqual([home.linkId])
  })

  it('K7: takes nothing of which a single bit was turned, in any part', async () => {
    const tv = await living()
    // Header, nonce, ciphertext and tag; there is no encrypted key between the first two.
    for (const part of [0, 2, 3, 4]) {
      for (const where of ['first', 'last'] as const) {
        await approved(tv)
        const parts = (await sealed(tv.home.linkKeys.at(-1), tv.home.handle)).split('.')
        const bytes = Buffer.from(parts[part] ?? '', 'base64url')
        const at = where === 'first' ? 0 : bytes.length - 1
        bytes[at] = (bytes[at] ?? 0) ^ 1
        const payload = parts.with(part, bytes.toString('base64url')).join('.')
        tv.home.payload = [200, { payload }]
        expect((await tv.client.hello()).kind).toBe('bound')
        await expect.poll(() => tv.taken, { message: `${where} of part ${part}` }).toHaveLength(1)
        expect(tv.taken.pop(), `${where} of part ${part}`).toEqual({ kind: 'refused' })
      }
    }
  })

  const OTHERS: [string, (tv: Awaited<ReturnType<typeof living>>) => Promise<string>][] = [
    ['K7: another link request of this TV', ({ home }) => sealed(home.linkKeys[0], home.handle)],
    ['another handle', ({ home }) => sealed(home.linkKeys.at(-1), 'Z'.repeat(26))],
    ['no handle', ({ home }) => sealed(home.linkKeys.at(-1), '', { apv: null })],
    [
      'this TV with a wrapped key',
      ({ home }) => sealed(home.linkKeys.at(-1), home.handle, { alg: 'ECDH-ES+A256KW' }),
    ],
    [
      'this TV with another cipher',
      ({ home }) => sealed(home.linkKeys.at(-1), home.handle, { enc: 'A128GCM' }),
    ],
    [
      'somebody else’s key',
      ({ home }) => {
        const { x, y } = p256.generate()
        return sealed({ kty: 'EC', crv: 'P-256', x, y }, home.handle)
      },
    ],
    ['nobody, in clear', async () => TEXT],
  ]

  for (const [whom, make] of OTHERS) {
    it(`refuses what was sealed for ${whom}`, async () => {
      const tv = await living()
      await tv.client.requestLink()
      await approved(tv)
      tv.home.payload = [200, { payload: await make(tv) }]
      await tv.client.hello()
      await expect.poll(() => tv.taken).toEqual([{ kind: 'refused' }])
    })
  }

  it('K17: sends no key and asks for nothing where no key can be made', async () => {
    const tv = await living()
    vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValue(new Error('No such curve.'))
    await approved(tv)
    expect(tv.home.linkKeys).toEqual([null])
    expect((await tv.client.hello()).kind).toBe('bound')
    expect(tv.home.asked).toEqual([])
    expect(tv.taken).toEqual([])
  })
})

describe('a payload that cannot be had at once', () => {
  it('is asked for with the next hello, and taken then', async () => {
    let broken = true
    const tv = await living(async () => {
      if (broken) throw new Error('The chunk did not load.')
      return loadUnseal()
    })
    const { home, client, taken } = tv
    await approved(tv)
    home.payload = [503, problem(503, 'busy')]
    await client.hello()
    await expect.poll(() => home.asked).toHaveLength(1)
    home.payload = [200, { payload: await sealed(home.linkKeys[0], home.handle) }]
    const askedAgain = async () => {
      await client.hello()
      return home.asked.length
    }
    await expect.poll(askedAgain).toBeGreaterThan(1)
    expect(taken).toEqual([])
    broken = false
    const takenThen = async () => {
      await client.hello()
      return taken
    }
    await expect.poll(takenThen).toEqual([{ kind: 'payload', payload: TEXT }])
  })

  it('is none when the server will not give it, and is asked for no more', async () => {
    const tv = await living()
    await approved(tv)
    tv.home.payload = [404, problem(404, 'not_found')]
    await tv.client.hello()
    await expect.poll(() => tv.taken).toEqual([{ kind: 'none' }])
    await tv.client.hello()
    expect(tv.home.asked).toHaveLength(1)
  })
})
