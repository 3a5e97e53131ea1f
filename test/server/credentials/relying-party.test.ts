import { describe, expect, it } from 'vitest'

import { relyingParty } from '../../../server/credentials/relying-party.ts'

const PUBLIC = 'https://tv.example'

describe('the relying party', () => {
  it.each([
    ['http://localhost:8080', null, null, 'localhost', 'http://localhost:8080'],
    ['https://localhost:8443', null, null, 'localhost', 'https://localhost:8443'],
    ['https://tv.example', null, PUBLIC, 'tv.example', 'https://tv.example'],
    ['https://tv.example/couch', null, `${PUBLIC}/couch`, 'tv.example', 'https://tv.example'],
    ['https://tv.example:8443', null, `${PUBLIC}:8443`, 'tv.example', 'https://tv.example:8443'],
    [
      'https://tv.home.example',
      'home.example',
      'https://tv.home.example',
      'home.example',
      'https://tv.home.example',
    ],
    ['https://tv.local:8443', 'tv.local', null, 'tv.local', 'https://tv.local:8443'],
    ['https://TV.local', 'tv.local', null, 'tv.local', 'https://tv.local'],
    ['http://localhost:8080', 'localhost', null, 'localhost', 'http://localhost:8080'],
  ])('is known at %s (rpId %s, publicUrl %s)', (address, rpId, publicUrl, id, origin) => {
    expect(relyingParty(address, { rpId, publicUrl })).toEqual({ rpId: id, origin })
  })

  it.each([
    ['http://192.168.1.5:8080', null, null, 'address'],
    ['https://192.168.1.5', null, 'https://192.168.1.5', 'address'],
    ['https://[fd00::1]', null, 'https://[fd00::1]', 'address'],
    ['http://127.0.0.1:8080', null, null, 'address'],
    ['http://[::1]:8080', null, null, 'address'],
    ['http://localhost:99999', null, null, 'address'],
    ['http://tv.local:8080', null, null, 'insecure'],
    ['http://tv.example', null, 'http://tv.example', 'insecure'],
    ['http://tv.localhost:8080', null, null, 'insecure'],
    ['https://tv.local', null, null, 'other_name'],
    ['https://evil.example', null, PUBLIC, 'other_name'],
    ['https://www.tv.example', null, PUBLIC, 'other_name'],
    ['https://tv.example:8443', null, PUBLIC, 'other_name'],
    ['http://localhost:8080', null, PUBLIC, 'other_name'],
    ['https://evil.tv.local', 'tv.local', null, 'other_name'],
    ['https://nottv.local', 'tv.local', null, 'other_name'],
    ['https://tv.example', 'other.example', PUBLIC, 'other_name'],
    ['https://tv.example', 'v.example', PUBLIC, 'other_name'],
    ['https://tv.example', 'www.tv.example', PUBLIC, 'other_name'],
    ['http://localhost:8080', 'tv.example', null, 'other_name'],
  ])('is none at %s (rpId %s, publicUrl %s): %s', (address, rpId, publicUrl, unavailable) => {
    expect(relyingParty(address, { rpId, publicUrl })).toEqual({ unavailable })
  })
})
