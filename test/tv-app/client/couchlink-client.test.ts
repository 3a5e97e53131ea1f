import { decodeJwt, EmbeddedJWK, jwtVerify } from 'jose'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

import type {
  CouchlinkClient,
  CouchlinkClientOptions,
} from '../../../tv-app/client/couchlink-client.ts'
import { makeCouchlinkClient } from '../../../tv-app/client/couchlink-client.ts'
import { handleOf } from '../../../tv-app/client/link.ts'
import { openDeviceKey } from '../../../tv-app/client/open-device-key.ts'
import { p256 } from './p256.ts'
import { problem, provingServer, sha256 } from './proving-server.ts'

const LINK_ID = 'BBBBBBBBBBBBBBBBBBBBBB'
const ELIZAS = 'AAAAAAAAAAAAAAAAAAAAAA'
const DORAS = 'CCCCCCCCCCCCCCCCCCCCCC'
const loadP256 = async () => p256

const clients: CouchlinkClient[] = []

afterEach(() => {
  for (const client of clients.splice(0)) client.close()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function clientOf(base: string, options: Partial<CouchlinkClientOptions> = {}): CouchlinkClient {
  const client = makeCouchlinkClient({
    base,
    describe: { name: 'TV', model: 'TV' },
    givenKey: null,
    loadP256,
    platformAssertion: null,
    payloads: null,
    loadMqtt: () => Promise.reject(new Error('This TV has no notices.')),
    onNudge: () => undefined,
    onMessage: null,
    onLine: () => undefined,
    ...options,
  })
  clients.push(client)
  return client
}

/** A server whose device is bound to whatever the test says, and whose QRs are for `handleFor`. */
async function home(platformSubject?: string) {
  const state = { binding: null as string | null, handle: '' }
  const server = await provingServer({
    ...(platformSubject === undefined ? {} : { platformSubject }),
    answer({ path, body }) {
      if (path === '/auth/device_authorization') return [200, authorization(state.handle)]
      if (path === '/link/match') {
        const right = body === JSON.stringify({ link_id: LINK_ID, number: '472' })
        if (!right) return [409, problem(409, 'match_missed')]
        state.binding = ELIZAS
        return [200, { status: 'authorized' }]
      }
      if (path === '/goodbye') {
        state.binding = null
        return [200, {}]
      }
      if (state.binding === null) return [401, problem(401, 'device_not_bound', { link: null })]
      const { binding } = state
      const back = { goodbye_seconds: 5, back_on_home: null }
      return [200, { name: 'Eliza', color: '#CCCDFD', binding, link: null, ...back }]
    },
  })
  return { ...server, state, paths: () => server.asked.map(({ path }) => path) }
}

function authorization(handle: string) {
  return {
    device_code: 'd',
    user_code: 'WDJB-MJHT',
    verification_uri: 'http://192.168.1.5:8080/link',
    verification_uri_complete: `http://192.168.1.5:8080/L#${handle}`,
    expires_in: 600,
    interval: 5,
    link_id: LINK_ID,
    notices: {
      url: 'ws://192.168.1.5:8080/mqtt',
      topic: 'devices/x/messages',
      client_id: 'x',
      username: 'x',
      token: 't',
      expires_in: 3600,
      keepalive: 40,
      reconnect: { first_spread: 20, base: 2, cap: 120 },
    },
  }
}

describe('a TV that boots', () => {
  it('signs three times until its code is there: assertion, hello, link request', async () => {
    const { base, state, paths } = await home()
    const givenKey = p256.generate()
    state.handle = await handleOf(await openDeviceKey({ given: givenKey, loadP256 }), LINK_ID, null)
    const sign = vi.spyOn(crypto.subtle, 'sign')
    const client = clientOf(base, { givenKey })
    expect((await client.hello()).kind).toBe('not_bound')
    expect((await client.requestLink()).kind).toBe('link')
    // jose signs the small server's token with another algorithm.
    const own = sign.mock.calls.filter(([algorithm]) => isEcdsa(algorithm))
    expect(own).toHaveLength(3)
    expect(paths()).toEqual(['/auth/token', '/hello', '/auth/device_authorization'])
  })

  it('asks for no second token while its binding stays what it is', async () => {
    const { base, issued, asked, state } = await home()
    const client = clientOf(base)
    for (let times = 0; times < 10; times += 1) await client.hello()
    expect([issued(), asked.length]).toEqual([1, 11])
    state.binding = ELIZAS
    for (let times = 0; times < 10; times += 1) await client.hello()
    expect([issued(), asked.length]).toEqual([2, 22])
  })
})

describe('the token of a TV', () => {
  it('is another once hello has said that the TV was bound, switched or unbound', async () => {
    const { base, state, issued } = await home()
    const client = clientOf(base)
    const seen = new Set<string | undefined>()
    for (const binding of [null, ELIZAS, DORAS, null, ELIZAS]) {
      state.binding = binding
      await client.hello()
      seen.add((await client.accessToken())?.token)
    }
    expect(seen.size).toBe(5)
    expect(issued()).toBe(5)
  })

  it('is another after a goodbye, before hello says so', async () => {
    const { base, state, issued } = await home()
    const client = clientOf(base)
    state.binding = ELIZAS
    await client.hello()
    expect(await client.goodbye(ELIZAS)).toBe(true)
    await client.accessToken()
    expect(issued()).toBe(2)
    await client.hello()
    await client.accessToken()
    expect(issued()).toBe(2)
  })

  it('stays while hello is not answered, or says nothing of a binding', async () => {
    const { base, state, issued, revoke } = await home()
    const client = clientOf(base)
    state.binding = ELIZAS
    await client.hello()
    state.binding = 'no binding at all'
    expect((await client.hello()).kind).toBe('unreachable')
    state.binding = ELIZAS
    await client.hello()
    expect(issued()).toBe(1)
    revoke()
    await client.hello()
    expect(issued()).toBe(2)
  })

  it('can be shown to another service, with a proof for that very call', async () => {
    const { base } = await home()
    const client = clientOf(base)
    const held = await client.accessToken()
    expect(held).toEqual({ token: expect.any(String), type: 'DPoP' })
    const token = held?.token ?? ''
    const url = 'https://films.example/mine?sort=new'
    const { payload, protectedHeader } = await jwtVerify(
      await client.proofFor('DELETE', url, token),
      EmbeddedJWK,
      { typ: 'dpop+jwt', algorithms: ['ES256'] },
    )
    expect(payload).toMatchObject({
      htm: 'DELETE',
      htu: 'https://films.example/mine',
      ath: await sha256(token),
    })
    expect(`${decodeJwt(token).sub}`).toBe(await client.deviceId())
    expect(protectedHeader.jwk).toMatchObject({ kty: 'EC', crv: 'P-256' })
  })

  it('is null while there is none', async () => {
    const client = clientOf('http://127.0.0.1:1/')
    expect(await client.accessToken()).toBeNull()
  })
})

describe('the number that a person enters on a TV', () => {
  it('binds it when it is the one on the phone, and then its token is another', async () => {
    const { base, issued } = await home()
    const client = clientOf(base)
    expect((await client.hello()).kind).toBe('not_bound')
    expect(await client.answerMatch(LINK_ID, '111')).toEqual({ kind: 'missed' })
    expect((await client.hello()).kind).toBe('not_bound')
    expect(await client.answerMatch(LINK_ID, '472')).toEqual({ kind: 'right' })
    expect((await client.hello()).kind).toBe('bound')
    await client.accessToken()
    expect(issued()).toBe(2)
  })
})

describe('a TV whose key cannot be opened', () => {
  it('has no id, no token and no server, but does not break', async () => {
    vi.stubGlobal('crypto', {})
    const loadNothing = () => Promise.reject(new Error('p256.js did not load.'))
    const client = clientOf('http://127.0.0.1:1/', { loadP256: loadNothing })
    expect(await client.deviceId()).toBeNull()
    expect(await client.accessToken()).toBeNull()
    expect((await client.hello()).kind).toBe('unreachable')
    expect((await client.requestLink()).kind).toBe('unreachable')
    expect((await client.answerMatch(LINK_ID, '472')).kind).toBe('unreachable')
  })
})

describe('the id of a TV', () => {
  it('is its key’s, also while nobody answers', async () => {
    const givenKey = p256.generate()
    const { deviceId } = await openDeviceKey({ given: givenKey, loadP256 })
    expect(await clientOf('http://127.0.0.1:1/', { givenKey }).deviceId()).toBe(deviceId)
  })

  it('is the platform’s where it vouches for it, once the server has said so', async () => {
    const { base } = await home('webos_42')
    const platformAssertion = async () => 'platform’s word'
    expect(await clientOf(base, { platformAssertion }).deviceId()).toBe('webos_42')
    expect(await clientOf('http://127.0.0.1:1/', { platformAssertion }).deviceId()).toBeNull()
  })
})

describe('the id of a TV that starts without a network', () => {
  it('is known as soon as its platform’s word has been taken, whatever was asked for', async () => {
    const { base, state } = await home('webos_42')
    const network = { up: false }
    const { fetch: real } = globalThis
    vi.stubGlobal('fetch', (...call: Parameters<typeof fetch>) =>
      network.up ? real(...call) : Promise.reject(new TypeError('Failed to fetch')),
    )
    const client = clientOf(base, { platformAssertion: async () => 'platform’s word' })
    const seen: string[] = []
    void client.deviceIdOnceKnown().then((id) => seen.push(id))
    expect((await client.hello()).kind).toBe('unreachable')
    expect([await client.deviceId(), seen]).toEqual([null, []])
    network.up = true
    state.binding = ELIZAS
    expect((await client.hello()).kind).toBe('bound')
    expect(seen).toEqual(['webos_42'])
    network.up = false
    expect(await client.deviceId()).toBe('webos_42')
  })

  it('is known at once where its key is its identity', async () => {
    const givenKey = p256.generate()
    const { deviceId } = await openDeviceKey({ given: givenKey, loadP256 })
    const client = clientOf('http://127.0.0.1:1/', { givenKey })
    expect(await client.deviceIdOnceKnown()).toBe(deviceId)
  })
})

describe('a TV that wakes up', () => {
  it('asks hello once more where the first was given a dead socket, and only then', async () => {
    const { base, state, paths } = await home()
    state.binding = ELIZAS
    const client = clientOf(base)
    expect((await client.hello()).kind).toBe('bound')
    const { fetch: real } = globalThis
    let dead = 1
    vi.stubGlobal('fetch', (...call: Parameters<typeof fetch>) => {
      dead -= 1
      return dead >= 0 ? Promise.reject(new TypeError('Failed to fetch')) : real(...call)
    })
    expect((await client.hello()).kind).toBe('unreachable')
    dead = 1
    client.wake()
    expect((await client.hello()).kind).toBe('bound')
    dead = 2
    expect((await client.hello()).kind).toBe('unreachable')
    expect(paths().filter((path) => path === '/hello')).toHaveLength(2)
  })

  it('notices a sleep that no event told of, and nudges', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    let nudges = 0
    const client = clientOf('http://127.0.0.1:1/', { onNudge: () => (nudges += 1) })
    vi.advanceTimersByTime(60_000)
    expect(nudges).toBe(0)
    vi.setSystemTime(Date.now() + 600_000)
    vi.advanceTimersByTime(2000)
    expect(nudges).toBe(1)
    client.close()
    vi.setSystemTime(Date.now() + 600_000)
    vi.advanceTimersByTime(2000)
    expect(nudges).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a TV that its platform vouches for', () => {
  const platformAssertion = async () => 'platform’s word'

  it('goes the whole way, and its QR is for the id that its platform gave it', async () => {
    const { base, state, asked } = await home('webos_42')
    const givenKey = p256.generate()
    const key = await openDeviceKey({ given: givenKey, loadP256 })
    state.handle = await handleOf({ ...key, deviceId: 'webos_42' }, LINK_ID, null)
    const client = clientOf(base, { givenKey, platformAssertion })
    expect((await client.hello()).kind).toBe('not_bound')
    expect((await client.requestLink()).kind).toBe('link')
    expect(asked).toHaveLength(3)
    state.handle = await handleOf(key, LINK_ID, null)
    expect((await client.requestLink()).kind).toBe('forged')
  })

  it('is told when its platform’s word is not taken', async () => {
    const { base } = await home('webos_42')
    const client = clientOf(base, { platformAssertion: async () => 'forged' })
    const refused = { kind: 'refused', status: 400, code: 'invalid_grant' }
    expect(await client.hello()).toMatchObject(refused)
    expect(await client.requestLink()).toMatchObject(refused)
    expect(await client.accessToken()).toBeNull()
  })
})

function isEcdsa(algorithm: unknown): boolean {
  return (algorithm as { name?: string }).name === 'ECDSA'
}
