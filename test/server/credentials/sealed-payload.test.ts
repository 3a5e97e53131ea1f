import { CompactEncrypt } from 'jose'
import { expect, test } from 'vitest'

import { isSealedFor } from '../../../server/credentials/sealed-payload.ts'
import { ecPair } from '../../support/key-pairs.ts'
import { freshPair, seal } from '../../support/phone-key.ts'
import { base64url, encode } from './forge.ts'

const HANDLE = '0123456789ABCDEFGHJKMNPQRS'

test('what a library has sealed for a handle is for that handle, and for no other', async () => {
  const { jwk } = freshPair()
  const payload = await seal(jwk, HANDLE, 'for the TV')
  expect(isSealedFor(payload, HANDLE)).toBe(true)
  expect(isSealedFor(payload, HANDLE.replace('0', '1'))).toBe(false)
  expect(isSealedFor(await seal(jwk, '', 'for the TV'), HANDLE)).toBe(false)
})

test('K-f: a header with anything else in it, or anything less, is none', async () => {
  const { jwk } = freshPair()
  const other = freshPair()
  const [head = '', , ...rest] = (await seal(jwk, HANDLE, 'for the TV')).split('.')
  const header = JSON.parse(Buffer.from(head, 'base64url').toString())
  const put = (members: object) => [encode({ ...header, ...members }), '', ...rest].join('.')
  expect(isSealedFor(put({}), HANDLE)).toBe(true)
  const cases: Record<string, object> = {
    'an agreement on a key that is wrapped': { alg: 'ECDH-ES+A256KW' },
    'another cipher': { enc: 'A128GCM' },
    compression: { zip: 'DEF' },
    'what must be understood': { crit: ['exp'], exp: 1 },
    'whom it comes from': { apu: base64url('phone') },
    'the name of a key': { kid: 'mine' },
    'a type': { typ: 'JWT' },
    'no party': { apv: undefined },
    'the handle in clear': { apv: HANDLE },
    'the handle padded': { apv: `${base64url(HANDLE)}=` },
    'no key': { epk: undefined },
    'a key that is not on the curve': { epk: { ...header.epk, y: other.jwk.y } },
    'a key with a private half': { epk: { ...header.epk, d: header.epk.x } },
    'a key of another curve': { epk: p384() },
  }
  for (const [name, members] of Object.entries(cases)) {
    expect(isSealedFor(put(members), HANDLE), name).toBe(false)
  }
})

test('its parts have the lengths of A256GCM, and there are five of them', async () => {
  const { jwk } = freshPair()
  const payload = await seal(jwk, HANDLE, 'for the TV')
  const withPart = (index: number, part: string) => payload.split('.').with(index, part).join('.')
  const bytes = (length: number) => base64url(new Uint8Array(length))
  const cases: Record<string, string> = {
    'no header': withPart(0, ''),
    'a header that is no JSON': withPart(0, base64url('{')),
    'a wrapped key': withPart(1, bytes(32)),
    'a short iv': withPart(2, bytes(11)),
    'an iv of the width of a block': withPart(2, bytes(16)),
    'nothing in it': withPart(3, ''),
    'text in another alphabet': withPart(3, 'A+=='),
    'a short tag': withPart(4, bytes(15)),
    'four parts': payload.split('.').slice(0, 4).join('.'),
    'six parts': `${payload}.`,
  }
  for (const [name, other] of Object.entries(cases)) {
    expect(isSealedFor(other, HANDLE), name).toBe(false)
  }
})

test('what is sealed with a secret that both know is no payload', async () => {
  const direct = await new CompactEncrypt(Buffer.from('for the TV'))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', apv: base64url(HANDLE) })
    .encrypt(new Uint8Array(32))
  expect(isSealedFor(direct, HANDLE)).toBe(false)
})

function p384() {
  const { publicKey } = ecPair('P-384')
  return publicKey.export({ format: 'jwk' })
}
