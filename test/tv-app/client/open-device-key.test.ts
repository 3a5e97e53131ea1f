import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, importJWK, jwtVerify } from 'jose'
import * as v from 'valibot'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DeviceId } from '#contract/ids'
import { makeAssertion } from '../../../tv-app/client/assertion.ts'
import type { GivenKey } from '../../../tv-app/client/device-key.ts'
import { openDeviceKey } from '../../../tv-app/client/open-device-key.ts'
import { p256 } from './p256.ts'

const loadP256 = async () => p256

/** What a browser page finds: `crypto.subtle` on https, only `getRandomValues` on plain http. */
function plainHttp(store: Map<string, string> | null): void {
  vi.stubGlobal('crypto', {
    getRandomValues: (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into),
  })
  if (!store) return
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => store.get(name) ?? null,
    setItem: (name: string, value: string) => store.set(name, value),
  })
}

async function verifies(given: GivenKey | null): Promise<void> {
  const key = await openDeviceKey({ given, loadP256 })
  const nowAt = Math.floor(Date.now() / 1000)
  const jwt = await makeAssertion(key, { audience: 'http://a/auth/token', nowAt, jti: 'x' })
  vi.unstubAllGlobals()
  expect(key.deviceId).toBe(`key_${await calculateJwkThumbprint(key.jwk)}`)
  expect(v.is(DeviceId, key.deviceId)).toBe(true)
  await jwtVerify(jwt, await importJWK(key.jwk, 'ES256'))
}

afterEach(() => void vi.unstubAllGlobals())

describe('the device key', () => {
  it('works from memory where IndexedDB does not', async () => {
    await verifies(null)
  })

  it('signs without WebCrypto what any verifier takes', async () => {
    for (let times = 0; times < 20; times += 1) {
      plainHttp(new Map())
      await verifies(null)
    }
  })

  it('is the same at the next start, also without WebCrypto', async () => {
    const store = new Map<string, string>()
    plainHttp(store)
    const first = await openDeviceKey({ given: null, loadP256 })
    const second = await openDeviceKey({ given: null, loadP256 })
    expect(second.deviceId).toBe(first.deviceId)
  })

  it('works from memory where localStorage is full, forbidden or holds rubbish', async () => {
    plainHttp(null)
    await verifies(null)
    plainHttp(new Map([['couchlink.device-key', '{"x":1}']]))
    await verifies(null)
    plainHttp(new Map([['couchlink.device-key', 'rubbish']]))
    await verifies(null)
  })

  it('is the provisioned one where one was given, with and without WebCrypto', async () => {
    const given = p256.generate()
    const { deviceId } = await openDeviceKey({ given, loadP256 })
    await verifies(given)
    const store = new Map<string, string>()
    plainHttp(store)
    expect((await openDeviceKey({ given, loadP256 })).deviceId).toBe(deviceId)
    expect((await openDeviceKey({ given: null, loadP256 })).deviceId).toBe(deviceId)
  })

  it('hashes alike with and without WebCrypto', async () => {
    const wanted = createHash('sha256').update('couchlink ✓').digest('hex')
    expect(Buffer.from(p256.sha256('couchlink ✓')).toString('hex')).toBe(wanted)
    const key = await openDeviceKey({ given: null, loadP256 })
    expect(Buffer.from(await key.sha256('couchlink ✓')).toString('hex')).toBe(wanted)
  })
})
