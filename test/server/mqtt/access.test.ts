import { describe, expect, it } from 'vitest'

import {
  type ConnectFacts,
  maySubscribe,
  type NoticeClaims,
  refuseConnect,
} from '../../../server/mqtt/access.ts'

const NOW = 1_800_000_000
const claims: NoticeClaims = { deviceId: 'tv-a', clientId: 'tv-a-12345678', expiresAt: NOW + 1 }
const facts: ConnectFacts = {
  clientId: 'tv-a-12345678',
  username: 'tv-a',
  clean: true,
  hasWill: false,
  protocolVersion: 4,
}

describe('a CONNECT', () => {
  it('is accepted when it is what the token says', () => {
    expect(refuseConnect(facts, claims, NOW)).toBeNull()
  })

  it.each<[string, Partial<ConnectFacts>]>([
    ['protocol', { protocolVersion: 3 }],
    ['protocol', { protocolVersion: 5 }],
    ['session', { clean: false }],
    ['will', { hasWill: true }],
    ['client_id', { clientId: 'tv-a-87654321' }],
    ['client_id', { clientId: 'tv-a' }],
    ['client_id', { clientId: '' }],
    ['username', { username: 'tv-b' }],
    ['username', { username: '' }],
    ['username', { username: undefined }],
  ])('is refused for its %s: %o', (refusal, wrong) => {
    expect(refuseConnect({ ...facts, ...wrong }, claims, NOW)).toBe(refusal)
  })

  it('is refused without a token, and from the moment the token ends', () => {
    expect(refuseConnect(facts, null, NOW)).toBe('token')
    expect(refuseConnect(facts, claims, claims.expiresAt - 1)).toBeNull()
    expect(refuseConnect(facts, claims, claims.expiresAt)).toBe('token')
  })

  it.each(['a/b', 'a.b', '+', '#', '$SYS', 'a b', 'x'.repeat(65), 'é', 'a\n'])(
    'never has the clientId %j, even if a token should say so',
    (clientId) => {
      expect(refuseConnect({ ...facts, clientId }, { ...claims, clientId }, NOW)).toBe('client_id')
    },
  )

  it.each(['', 'a/b', 'a.b', '+', '#', '$SYS', 'x'.repeat(56), 'a\n'])(
    'is never for the device %j, even if a token should say so',
    (deviceId) => {
      const forged = { ...claims, deviceId }
      expect(refuseConnect({ ...facts, username: deviceId }, forged, NOW)).toBe('username')
    },
  )

  it.each(['__proto__', 'constructor', 'toString'])('is like any other for a device %s', (name) => {
    const named = { deviceId: name, clientId: name, expiresAt: NOW + 1 }
    expect(refuseConnect({ ...facts, clientId: name, username: name }, named, NOW)).toBeNull()
    expect(refuseConnect({ ...facts, clientId: name, username: name }, claims, NOW)).toBe(
      'client_id',
    )
  })
})

describe('a device', () => {
  it('may listen to its own topic', () => {
    expect(maySubscribe('tv-a', 'devices/tv-a/messages')).toBe(true)
    expect(maySubscribe('__proto__', 'devices/__proto__/messages')).toBe(true)
  })

  it.each([
    '',
    '#',
    '+/+/+',
    'devices/#',
    'devices/+/messages',
    'devices/tv-a/+',
    'devices/tv-a/#',
    'devices/tv-a/messages/#',
    'devices/tv-a/messages/',
    '/devices/tv-a/messages',
    'devices/tv-a',
    'devices/tv-b/messages',
    'devices/tv-ab/messages',
    'Devices/tv-a/messages',
    'devices/tv-a/messages\0',
    '$SYS/#',
    '$share/all/devices/tv-a/messages',
  ])('may not listen to %j', (filter) => {
    expect(maySubscribe('tv-a', filter)).toBe(false)
  })
})
