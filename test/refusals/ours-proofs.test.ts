import { createHash, randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'

import { DEVICE_CODE } from '#contract/token'

import { type App, makeKey } from '../support/app.ts'
import { answerOf } from '../support/tv.ts'
import { expectOAuthError, openHouse } from './house.ts'

const DAY = 86_400

/** Everything that a proof says, before it is signed. */
interface Draft {
  header: Record<string, unknown>
  claims: Record<string, unknown>
}

/** Each is wrong in one respect. */
const WRONG: Record<string, (draft: Draft) => void> = {
  'another method': ({ claims }) => (claims['htm'] = 'GET'),
  'the method in lower case': ({ claims }) => (claims['htm'] = 'post'),
  'no method': ({ claims }) => delete claims['htm'],
  'another host': ({ claims }) => (claims['htu'] = 'http://evil.example/auth/token'),
  'another path': ({ claims }) =>
    (claims['htu'] = String(claims['htu']).replace(/token$/, 'revoke')),
  'another scheme': ({ claims }) =>
    (claims['htu'] = String(claims['htu']).replace('http:', 'https:')),
  'a path and no host': ({ claims }) => (claims['htu'] = '/auth/token'),
  'no URL': ({ claims }) => delete claims['htu'],
  'a list of URLs': ({ claims }) => (claims['htu'] = [claims['htu']]),
  'an iat of yesterday': ({ claims }) => (claims['iat'] = Number(claims['iat']) - DAY),
  'an iat of tomorrow': ({ claims }) => (claims['iat'] = Number(claims['iat']) + DAY),
  'an iat of 61 s ago': ({ claims }) => (claims['iat'] = Number(claims['iat']) - 61),
  'an iat 61 s ahead': ({ claims }) => (claims['iat'] = Number(claims['iat']) + 61),
  'an iat as text': ({ claims }) => (claims['iat'] = String(claims['iat'])),
  'no iat': ({ claims }) => delete claims['iat'],
  'no jti': ({ claims }) => delete claims['jti'],
  'an empty jti': ({ claims }) => (claims['jti'] = ''),
  'a number as jti': ({ claims }) => (claims['jti'] = 7),
  'an end that is over': ({ claims }) => (claims['exp'] = Number(claims['iat']) - DAY),
  'a beginning to come': ({ claims }) => (claims['nbf'] = Number(claims['iat']) + DAY),
  'another typ': ({ header }) => (header['typ'] = 'JWT'),
  'no typ': ({ header }) => delete header['typ'],
  'no key': ({ header }) => delete header['jwk'],
  'a key it was not signed with': ({ header }) =>
    (header['jwk'] = { ...(header['jwk'] as JWK), x: (header['jwk'] as JWK).y }),
  'a demand nobody knows': ({ header }) => (header['crit'] = ['b64']),
  'an address for keys': ({ header }) => (header['jku'] = 'http://127.0.0.1:9/keys'),
  'a key id': ({ header }) => (header['kid'] = '1'),
}

function draftOf(app: App, htm: string, htu: string, more: Record<string, unknown> = {}): Draft {
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: app.self.key?.jwk }
  return { header, claims: { jti: randomUUID(), iat: app.now(), htm, htu, ...more } }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function sign(app: App, { header, claims }: Draft): Promise<string> {
  if (app.self.key === undefined) throw new Error('this app has no key')
  // jose wants to understand what a header demands; whoever forges one does not.
  const crit = 'crit' in header ? { crit: { b64: true } } : {}
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', ...header, ...('crit' in header ? { b64: true } : {}) })
    .sign(app.self.key.privateKey, crit)
}

/** Proofs that no honest library makes. */
async function forged(app: App, draft: Draft): Promise<[string, string][]> {
  const good = await sign(app, draft)
  const [head = '', body = '', signature = ''] = good.split('.')
  const jwk = { ...app.self.key?.jwk, ...((await exportJWK(app.self.key!.privateKey)) as JWK) }
  const rsa = await generateKeyPair('RS256', { extractable: true })
  const foreign = await new SignJWT(draft.claims)
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'RS256', jwk: await exportJWK(rsa.publicKey) })
    .sign(rsa.privateKey)
  const secret = Buffer.from(JSON.stringify(app.self.key?.jwk))
  const symmetric = await new SignJWT(draft.claims)
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'HS256', jwk: app.self.key!.jwk })
    .sign(secret)
  return [
    ['alg none', `${encode({ ...draft.header, alg: 'none' })}.${body}.`],
    ['no signature', `${head}.${body}.`],
    ['HS256 with the public key', symmetric],
    ['RS256', foreign],
    [
      'a private key in the header',
      await sign(app, { ...draft, header: { ...draft.header, jwk } }),
    ],
    ['a signature cut short', `${head}.${body}.${signature.slice(0, -4)}`],
    ['claims changed', `${head}.${encode({ ...draft.claims, extra: 1 })}.${signature}`],
    ['two of them', `${good}, ${good}`],
    ['four parts', `${good}.x`],
    ['nonsense', 'nonsense'],
    ['padding', `${head}=.${body}.${signature}`],
    ['5 kB', await sign(app, { ...draft, claims: { ...draft.claims, pad: 'x'.repeat(5000) } })],
  ]
}

describe('a DPoP proof', () => {
  it('X1 that is wrong in one respect gets no token, and uses no code up', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const { device_code } = await house.approved(app)
    const form = { grant_type: DEVICE_CODE, device_code, client_id: 'app' }
    const { token } = app.endpoints
    const attempt = async (what: string, dpop: string) => {
      const answer = await app.post(token, form, { dpop })
      expectOAuthError(answer, 400, 'invalid_dpop_proof', what)
    }
    for (const [what, spoil] of Object.entries(WRONG)) {
      const draft = draftOf(app, 'POST', token)
      spoil(draft)
      await attempt(what, await sign(app, draft))
    }
    for (const [what, dpop] of await forged(app, draftOf(app, 'POST', token))) {
      await attempt(what, dpop)
    }
    const good = await sign(app, draftOf(app, 'POST', token))
    expect((await app.post(token, form, { dpop: good })).body['token_type']).toBe('DPoP')
  })

  it('X1 that is missing, or another key’s, gets no token for a code that is bound to a key', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const { device_code } = await house.approved(app)
    const without = house.app()
    expectOAuthError(await without.poll(device_code), 400, 'invalid_grant', 'no proof')
    const thief = house.app('app', { key: await makeKey() })
    expectOAuthError(await thief.poll(device_code), 400, 'invalid_grant', 'another key')
    expect((await app.poll(device_code)).status).toBe(200)
  })

  it('X1 counts once where something changes, and its code is kept', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const { device_code } = await app.begin()
    const { token } = app.endpoints
    const dpop = await app.proof('POST', token)
    const form = { grant_type: DEVICE_CODE, device_code, client_id: 'app' }
    expectOAuthError(await app.post(token, form, { dpop }), 400, 'authorization_pending')
    for (const later of [0, 30, 30]) {
      house.clock.now += later
      expectOAuthError(await app.post(token, form, { dpop }), 400, 'invalid_dpop_proof', 'again')
    }
    expectOAuthError(await app.poll(device_code), 400, 'authorization_pending')
  })

  it('X1 that is wrong in one respect shows nothing behind the token', async () => {
    const house = await openHouse()
    const app = house.app('app', { key: await makeKey() })
    const { access_token } = await house.signedIn(app)
    const url = `${house.url}/hello`
    const ath = createHash('sha256').update(access_token).digest('base64url')
    const attempt = async (what: string, headers: Record<string, string>, code: string) => {
      const answer = await answerOf(await fetch(url, { headers }))
      expect([answer.status, answer.body['code']], what).toEqual([401, code])
      expect(answer.headers.get('www-authenticate'), what).toContain(`error="${code}"`)
    }
    const bound = { authorization: `DPoP ${access_token}` }
    await attempt('no proof', bound, 'invalid_dpop_proof')
    await attempt('as a bearer', { authorization: `Bearer ${access_token}` }, 'invalid_token')
    const wrong: Record<string, (draft: Draft) => void> = {
      ...WRONG,
      'another method': ({ claims }) => (claims['htm'] = 'POST'),
      'the method in lower case': ({ claims }) => (claims['htm'] = 'get'),
      'another path': ({ claims }) => (claims['htu'] = `${house.url}/goodbye`),
      'no ath': ({ claims }) => delete claims['ath'],
      'the ath of another token': ({ claims }) => (claims['ath'] = 'x'.repeat(43)),
    }
    for (const [what, spoil] of Object.entries(wrong)) {
      const draft = draftOf(app, 'GET', url, { ath })
      spoil(draft)
      await attempt(what, { ...bound, dpop: await sign(app, draft) }, 'invalid_dpop_proof')
    }
    for (const [what, dpop] of await forged(app, draftOf(app, 'GET', url, { ath }))) {
      await attempt(what, { ...bound, dpop }, 'invalid_dpop_proof')
    }
    const key = await makeKey()
    const stolen = await app.proof('GET', url, { ath }, { jwk: key.jwk }, key)
    await attempt('another key', { ...bound, dpop: stolen }, 'invalid_dpop_proof')
    expect((await house.hello(app, access_token)).status).toBe(200)
    const bearer = await house.signedIn(house.app())
    const upgraded = await app.call('GET', url, bearer.access_token)
    expect(upgraded.status, 'a bearer token is not made better by a proof').toBe(401)
  })
})
