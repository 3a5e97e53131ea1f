import { describe, expect, it } from 'vitest'

import { basic } from '../support/app.ts'
import { CLIENTS, expectOAuthError, openHouse, SECRETS } from './house.ts'

const ASK = 'client_id=app'

describe('a client', () => {
  it('DA11 with a secret is let in by that alone', async () => {
    const house = await openHouse()
    const app = house.app('backend')
    const wrong = ['', SECRETS.bureau, 'x', `${SECRETS.backend} `, SECRETS.backend.toUpperCase()]
    for (const secret of [...wrong, CLIENTS.backend.secret]) {
      const inForm = { client_id: 'backend', client_secret: secret }
      const posted = await app.post(app.endpoints.authorize, inForm)
      expectOAuthError(posted, 401, 'invalid_client', `form ${secret}`)
      const sent = await app.post(app.endpoints.authorize, {}, basic('backend', secret))
      expectOAuthError(sent, 401, 'invalid_client', `Basic ${secret}`)
      expect(sent.headers.get('www-authenticate')).toMatch(/^Basic realm="couchlink"/)
    }
    for (const by of ['basic', 'post'] as const) {
      const proven = house.app('backend', { secret: SECRETS.backend, by })
      expect((await proven.ask()).status, by).toBe(200)
    }
  })

  it('DA11 proves itself in one way, and names itself once', async () => {
    const app = (await openHouse()).app('backend')
    const { backend } = SECRETS
    const own = basic('backend', backend)
    const ask = (form: Record<string, string>, headers = {}) =>
      app.post(app.endpoints.authorize, form, headers)
    const both = await ask({ client_id: 'backend', client_secret: backend }, own)
    expectOAuthError(both, 400, 'invalid_request', 'two proofs')
    expectOAuthError(await ask({ client_id: 'app' }, own), 400, 'invalid_request', 'two clients')
    const secretive = { client_id: 'app', client_secret: 'x' }
    expectOAuthError(await ask(secretive), 401, 'invalid_client', 'a public one has no secret')
    expectOAuthError(await ask({}, basic('app', 'x')), 401, 'invalid_client', 'nor by Basic')
    expect((await ask({ client_id: 'backend' }, own)).status).toBe(200)
  })

  it('DA11 with a broken Authorization header is nobody', async () => {
    const app = (await openHouse()).app()
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    for (const authorization of [
      'Basic',
      'Basic !!!!',
      `Basic ${base64('backend')}`,
      `Basic ${base64(':secret')}`,
      `Basic ${base64('backend:%')}`,
      `Basic ${base64('%FF:x')}`,
      `Basic ${base64('x'.repeat(3000))}`,
      `Digest ${base64('backend:x')}`,
      'Negotiate abc',
    ]) {
      const answer = await app.post(app.endpoints.authorize, ASK, { authorization })
      expectOAuthError(answer, 401, 'invalid_client', authorization)
    }
  })
})
