import { describe, expect, it } from 'vitest'

import { takeProvisionedKey } from '../../../tv-app/client/provisioned-key.ts'
import { p256 } from './p256.ts'

function page(hash: string) {
  const addresses: string[] = []
  return {
    addresses,
    location: { hash, pathname: '/tv/', search: '?inspect' } as Location,
    history: {
      replaceState: (_data: unknown, _unused: string, address: string) => addresses.push(address),
    } as unknown as History,
  }
}

const encode = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url')

describe('a provisioned key', () => {
  it('is taken from the fragment, which is removed', () => {
    const key = p256.generate()
    const opened = page(`#key=${encode(key)}`)
    expect(takeProvisionedKey(opened)).toEqual(key)
    expect(opened.addresses).toEqual(['/tv/?inspect'])
  })

  it('is not there in an ordinary address, which stays', () => {
    for (const hash of ['', '#', '#L', '#key=']) {
      const opened = page(hash)
      expect(takeProvisionedKey(opened)).toBeNull()
      expect(opened.addresses).toEqual([])
    }
  })

  it('is refused when it is not a key, and still removed', () => {
    const { d, ...half } = p256.generate()
    for (const bad of [encode(half), encode({ ...half, d: 'x' }), encode([d]), 'AAAA', '_w']) {
      const opened = page(`#key=${bad}`)
      expect(takeProvisionedKey(opened)).toBeNull()
      expect(opened.addresses).toHaveLength(1)
    }
  })
})
