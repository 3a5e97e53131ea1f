import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'

import { makeAssertion } from '../../../tv-app/client/assertion.ts'
import { openDeviceKey } from '../../../tv-app/client/open-device-key.ts'
import { p256 } from './p256.ts'

const claims = { audience: 'http://tv.lan:8080/auth/token', nowAt: 1_800_000_000, jti: 'once' }
const open = () => openDeviceKey({ given: null, loadP256: async () => p256 })

describe('the device assertion', () => {
  it('is an ES256 JWT of the key in its header, whose thumbprint is issuer and subject', async () => {
    const key = await open()
    const jwt = await makeAssertion(key, claims)
    const header = decodeProtectedHeader(jwt)
    expect(header).toEqual({ alg: 'ES256', typ: 'JWT', jwk: key.jwk })
    const { payload } = await jwtVerify(jwt, await importJWK(key.jwk, 'ES256'), {
      audience: claims.audience,
      currentDate: new Date(claims.nowAt * 1000),
    })
    expect(payload).toEqual({
      iss: key.deviceId,
      sub: key.deviceId,
      aud: claims.audience,
      iat: claims.nowAt,
      exp: claims.nowAt + 120,
      jti: 'once',
    })
  })
})
