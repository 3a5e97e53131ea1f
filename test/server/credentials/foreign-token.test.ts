import { createHmac, createPublicKey, type KeyObject, sign as nodeSign } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'

import { type KeySource, verifyForeignToken } from '../../../server/credentials/foreign-token.ts'
import { ecPair, rsaPair } from '../../support/key-pairs.ts'
import { encode } from './forge.ts'

const NOW = 1_800_000_000
const RULES = { types: ['jwt'], clockToleranceSeconds: 60, now: NOW }
const rsa = rsaPair().privateKey
const short = rsaPair(1024).privateKey
const CLAIMS = { iss: 'https://issuer.example.com', aud: 'couchlink', exp: NOW + 300 }

/** Judges with a source that hands out this key whatever it is asked for, and notes what that was. */
function setUp(answer: Awaited<ReturnType<KeySource>>) {
  const asked: { alg: string; kid?: string }[] = []
  const keys: KeySource = async (header) => {
    asked.push(header)
    return answer
  }
  const issuer = { issuer: CLAIMS.iss, audience: CLAIMS.aud, keys }
  return { asked, verify: (token: string) => verifyForeignToken(token, issuer, RULES) }
}

function sign(header: Record<string, unknown>, key: KeyObject): Promise<string> {
  return new SignJWT(CLAIMS).setProtectedHeader({ alg: 'RS256', ...header }).sign(key)
}

describe('a token of somebody else’s issuer', () => {
  it('is looked at under two algorithms only, even if a key for another were to be had', async () => {
    const { asked, verify } = setUp(createPublicKey(rsa))
    expect(await verify(await sign({}, rsa))).toMatchObject(CLAIMS)
    for (const alg of ['RS384', 'RS512', 'PS256', 'PS512']) {
      expect(await verify(await sign({ alg }, rsa)), alg).toBeNull()
    }
    expect(asked).toEqual([{ alg: 'RS256' }])
    const secret = Buffer.alloc(32, 7)
    const signed = `${encode({ alg: 'HS256' })}.${encode(CLAIMS)}`
    const mac = createHmac('sha256', secret).update(signed).digest('base64url')
    expect(await verify(`${signed}.${mac}`)).toBeNull()
    expect(asked.length).toBe(1)
  })

  it('asks for its key by a kid of bearable length', async () => {
    const { asked, verify } = setUp(createPublicKey(rsa))
    expect(await verify(await sign({ kid: 'k'.repeat(128) }, rsa))).toMatchObject(CLAIMS)
    expect(await verify(await sign({ kid: 'k'.repeat(129) }, rsa))).toBeNull()
    expect(asked).toEqual([{ alg: 'RS256', kid: 'k'.repeat(128) }])
  })

  it('is none where the key is of another kind or too short', async () => {
    const token = await sign({}, rsa)
    const { publicKey } = ecPair()
    expect(await setUp(publicKey).verify(token)).toBeNull()
    const signed = `${encode({ alg: 'RS256' })}.${encode(CLAIMS)}`
    const byHand = (key: KeyObject) =>
      `${signed}.${nodeSign('sha256', Buffer.from(signed), key).toString('base64url')}`
    expect(await setUp(createPublicKey(rsa)).verify(byHand(rsa))).toMatchObject(CLAIMS)
    expect(await setUp(createPublicKey(short)).verify(byHand(short))).toBeNull()
  })

  it('is what its key source says when there is no key', async () => {
    const token = await sign({}, rsa)
    expect(await setUp(null).verify(token)).toBeNull()
    expect(await setUp('unavailable').verify(token)).toBe('unavailable')
  })
})
