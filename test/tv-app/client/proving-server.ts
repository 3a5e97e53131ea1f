import {
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  EmbeddedJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose'

import type { Asked } from './small-server.ts'
import { json, smallServer } from './small-server.ts'

/** What a proof or an assertion may be off by, in seconds. */
const TOLERANCE_SECONDS = 60
const SECRET = new TextEncoder().encode('the small server’s own secret, 32 bytes and more')

export const problem = (status: number, code: string, more: object = {}) => ({
  type: 'about:blank',
  title: 'x',
  status,
  code,
  ...more,
})

interface Ways {
  /** What a call with a good token and a good proof is answered. */
  answer(asked: Asked): [status: number, body: unknown]
  /** A path below which everything lies, as behind a proxy: `/sub`. */
  below?: string
  /** The subject of the tokens, where a platform vouches for the device; the assertion then is `platform's word`. */
  platformSubject?: string
  /** Refuses the first so many good proofs. */
  refusedProofs?: number
}

export interface ProvingServer {
  base: string
  asked: Asked[]
  /** How many tokens were issued. */
  issued(): number
  /** Makes every token issued so far invalid. */
  revoke(): void
}

/** A server that takes no call without a token and a proof as RFC 9449 §4.3 wants it, judged by jose. */
export async function provingServer(ways: Ways): Promise<ProvingServer> {
  const { below = '' } = ways
  const seen = new Set<string>()
  const live = new Set<string>()
  let issued = 0
  let refusals = ways.refusedProofs ?? 0

  async function keyOfProof(one: Asked, token: string | null): Promise<string | null> {
    try {
      const { payload, protectedHeader } = await jwtVerify(one.dpop ?? '', EmbeddedJWK, {
        typ: 'dpop+jwt',
        algorithms: ['ES256'],
      })
      const { iat = 0, jti = '', htm, htu, ath } = payload
      const hash = token === null ? undefined : await sha256(token)
      const fits =
        Math.abs(iat - Date.now() / 1000) < TOLERANCE_SECONDS &&
        htm === one.method &&
        htu === `${root}${one.path.split('?')[0]}` &&
        ath === hash
      if (!fits || seen.has(jti)) return null
      seen.add(jti)
      if (refusals > 0) {
        refusals -= 1
        return null
      }
      return await calculateJwkThumbprint(protectedHeader.jwk as JWK)
    } catch {
      return null
    }
  }

  async function token(one: Asked): Promise<[number, unknown]> {
    const assertion = new URLSearchParams(one.body).get('assertion') ?? ''
    const { platformSubject } = ways
    let jkt: string | null
    if (platformSubject === undefined) {
      const { iat = 0 } = decodeJwt(assertion)
      const off = Math.abs(iat - Date.now() / 1000) > TOLERANCE_SECONDS
      if (off || one.dpop !== undefined) return [400, { error: 'invalid_grant' }]
      jkt = await calculateJwkThumbprint(decodeProtectedHeader(assertion).jwk as JWK)
    } else {
      if (assertion !== 'platform’s word') return [400, { error: 'invalid_grant' }]
      jkt = await keyOfProof(one, null)
      if (jkt === null) return [400, { error: 'invalid_dpop_proof' }]
    }
    issued += 1
    const access_token = await new SignJWT({ cnf: { jkt }, jti: `${issued}` })
      .setSubject(platformSubject ?? `key_${jkt}`)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .sign(SECRET)
    live.add(access_token)
    return [200, { access_token, token_type: 'DPoP', expires_in: 600 }]
  }

  async function judged(one: Asked): Promise<[number, unknown]> {
    if (one.path === `${below}/auth/token`) return token(one)
    const oauth = one.path.startsWith(`${below}/auth/`)
    const no = (code: string): [number, unknown] => [
      401,
      oauth ? { error: code } : problem(401, code),
    ]
    const held = /^DPoP (\S+)$/.exec(one.authorization ?? '')?.[1]
    if (held === undefined || !live.has(held)) return no('invalid_token')
    const jkt = await keyOfProof(one, held)
    const bound = decodeJwt<{ cnf: { jkt: string } }>(held).cnf.jkt
    return jkt === bound ? ways.answer(one) : no('invalid_dpop_proof')
  }

  const { base, asked } = await smallServer((one, response) => {
    void judged(one).then(([status, body]) => json(response, status, body))
  })
  const root = base.slice(0, -1)
  return { base: `${root}${below}/`, asked, issued: () => issued, revoke: () => live.clear() }
}

export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Buffer.from(digest).toString('base64url')
}
