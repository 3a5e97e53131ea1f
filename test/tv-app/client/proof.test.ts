import { decodeJwt, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { makeClock } from '../../../tv-app/client/clock.ts'
import type { DeviceKey } from '../../../tv-app/client/device-key.ts'
import { openDeviceKey } from '../../../tv-app/client/open-device-key.ts'
import { makeProof, makeProofs } from '../../../tv-app/client/proof.ts'
import { p256 } from './p256.ts'
import { sha256 } from './proving-server.ts'

const open = () => openDeviceKey({ given: null, loadP256: async () => p256 })
const call = { method: 'GET', url: 'http://tv.lan:8080/hello', nowAt: 1_800_000_000, jti: 'once' }

/** Proofs of a new key at a clock that stands still, and how often the key was used. */
async function prover(key: Promise<DeviceKey> = open()) {
  const opened = await key
  const used = { sign: 0, sha256: 0 }
  const counted: DeviceKey = {
    ...opened,
    sign(text) {
      used.sign += 1
      return opened.sign(text)
    },
    sha256(text) {
      used.sha256 += 1
      return opened.sha256(text)
    },
  }
  const clock = makeClock(() => 1_800_000_000_000)
  return { prove: makeProofs({ key: async () => counted, clock }), clock, used, key: opened }
}

afterEach(() => void vi.unstubAllGlobals())

describe('a proof', () => {
  it('is a dpop+jwt of ES256 by the key in its header, about method, address, time and token', async () => {
    const key = await open()
    const proof = await makeProof(key, { ...call, ath: 'hash' })
    expect(decodeProtectedHeader(proof)).toEqual({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk })
    const { payload } = await jwtVerify(proof, EmbeddedJWK, { algorithms: ['ES256'] })
    expect(payload).toEqual({
      jti: 'once',
      htm: 'GET',
      htu: 'http://tv.lan:8080/hello',
      iat: 1_800_000_000,
      ath: 'hash',
    })
  })

  it('says nothing of a token where the call carries none', async () => {
    expect(decodeJwt(await makeProof(await open(), { ...call, ath: null }))).not.toHaveProperty(
      'ath',
    )
  })

  it.each([
    ['http://tv.lan:8080/hello?notices', 'http://tv.lan:8080/hello'],
    ['https://a.example/couchlink/hello?notices=1&x=%20', 'https://a.example/couchlink/hello'],
    ['https://a.example/sub/titles#part', 'https://a.example/sub/titles'],
    ['https://a.example:443/x', 'https://a.example/x'],
    ['http://A.Example:80', 'http://a.example/'],
    ['https://a.example/films/caf%C3%A9', 'https://a.example/films/caf%C3%A9'],
    ['http://[::1]:8080/hello', 'http://[::1]:8080/hello'],
  ])('for %s is about %s', async (url, htu) => {
    expect(decodeJwt(await makeProof(await open(), { ...call, url, ath: null }))['htu']).toBe(htu)
  })

  it('is for no address that is not absolute', async () => {
    const { prove } = await prover()
    await expect(prove({ method: 'GET', url: 'hello', token: null })).rejects.toThrow()
  })
})

describe('the proofs of a device', () => {
  it('are fresh with each call, and hash a token once', async () => {
    const { prove, used } = await prover()
    const jtis = new Set<unknown>()
    for (let times = 0; times < 5; times += 1) {
      const claims = decodeJwt(await prove({ ...call, token: 'first' }))
      expect(claims['ath']).toBe(await sha256('first'))
      jtis.add(claims.jti)
    }
    expect(jtis.size).toBe(5)
    expect(used).toEqual({ sign: 5, sha256: 1 })
    const other = decodeJwt(await prove({ ...call, token: 'second' }))
    expect(other['ath']).toBe(await sha256('second'))
    expect(used.sha256).toBe(2)
  })

  it('belong to their own token when two are in use at once', async () => {
    const { prove } = await prover()
    const both = await Promise.all(['a', 'b'].map((token) => prove({ ...call, token })))
    const hashes = await Promise.all(['a', 'b'].map(sha256))
    expect(both.map((proof) => decodeJwt(proof)['ath'])).toEqual(hashes)
  })

  it('tell the server’s time, not the TV’s', async () => {
    const { prove, clock } = await prover()
    clock.heard('Sat, 01 Jan 2028 00:00:00 GMT')
    expect(decodeJwt(await prove({ ...call, token: null })).iat).toBe(Date.UTC(2028, 0) / 1000)
  })

  it('need no WebCrypto', async () => {
    const real = crypto
    vi.stubGlobal('crypto', {
      getRandomValues: (into: Uint8Array<ArrayBuffer>) => real.getRandomValues(into),
    })
    const { prove, key } = await prover()
    const proof = await prove({ ...call, token: 'token' })
    vi.unstubAllGlobals()
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK)
    expect(protectedHeader.jwk).toEqual(key.jwk)
    expect(payload['ath']).toBe(await sha256('token'))
  })
})
