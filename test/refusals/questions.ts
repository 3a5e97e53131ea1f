import { DEVICE_CODE } from '#contract/token'

import { type App, type AppKey, type AppSelf, basic, type Fields, makeKey } from '../support/app.ts'
import { type Answer, answerOf } from '../support/tv.ts'
import { type CLIENTS, SECRETS } from './house.ts'

/** A server under questions: whose endpoints, and what a person does there. */
export interface Side {
  app(clientId?: keyof typeof CLIENTS, self?: AppSelf): App
  /** A code that somebody has said yes to. */
  approved(app: App): Promise<string>
  denied(app: App): Promise<string>
  expired(app: App): Promise<string>
  /** A code whose account went away after the yes. */
  orphaned(app: App): Promise<string>
}

export type Question = (side: Side) => Promise<Answer>

const BACKEND: AppSelf = { secret: SECRETS.backend }
const form = (fields: Fields) => new URLSearchParams(fields as Record<string, string>).toString()
const ask =
  (fields: Fields, headers: Record<string, string> = {}): Question =>
  (side) =>
    side.app().post(side.app().endpoints.authorize, fields, headers)
const exchange =
  (fields: Fields, headers: Record<string, string> = {}): Question =>
  (side) =>
    side.app().post(side.app().endpoints.token, fields, headers)
const codeGrant = (fields: Fields): Fields => ({ grant_type: DEVICE_CODE, ...fields })
const refreshGrant = (fields: Fields): Fields => ({ grant_type: 'refresh_token', ...fields })

async function refreshTokenOf(side: Side, app: App): Promise<string> {
  return (await app.tokens(app.poll(await side.approved(app)))).refresh_token ?? ''
}

const key: AppKey = await makeKey()

/** A token request with a proof that is wrong in one respect. */
function proven(spoil: (app: App) => Promise<string>): Question {
  return async (side) => {
    const app = side.app('app', { key })
    const device_code = (await app.begin()).device_code
    const fields = codeGrant({ client_id: 'app', device_code })
    return app.post(app.endpoints.token, fields, { dpop: await spoil(app) })
  }
}

/** The same questions for both; each gets a code of its own. */
export const QUESTIONS: Record<string, Question> = {
  'ask: a public client': (side) => side.app().ask(),
  'ask: a confidential client': (side) => side.app('backend', BACKEND).ask(),
  'ask: nothing': async (side) =>
    answerOf(await fetch(side.app().endpoints.authorize, { method: 'POST' })),
  'ask: an empty form': (side) => side.app().post(side.app().endpoints.authorize, ''),
  'ask: JSON': (side) =>
    side.app().post(side.app().endpoints.authorize, '{"client_id":"app"}', {
      'content-type': 'application/json',
    }),
  'ask: unknown client': ask({ client_id: 'nobody' }),
  'ask: empty client_id': ask({ client_id: '' }),
  'ask: client_id twice': (side) =>
    side.app().post(side.app().endpoints.authorize, 'client_id=app&client_id=app'),
  'ask: scope twice': (side) =>
    side.app().post(side.app().endpoints.authorize, 'client_id=app&scope=watch&scope=rate'),
  'ask: a scope of the client': ask({ client_id: 'app', scope: 'watch' }),
  'ask: a scope beyond the client': ask({ client_id: 'narrow', scope: 'rate' }),
  'ask: a malformed scope': ask({ client_id: 'app', scope: 'watch"' }),
  'ask: an unknown parameter': ask({ client_id: 'app', color: 'blue' }),
  'ask: request': ask({ client_id: 'app', request: 'eyJhbGciOiJub25lIn0.e30.' }),
  'ask: request_uri': ask({ client_id: 'app', request_uri: 'urn:x' }),
  'ask: registration': ask({ client_id: 'app', registration: '{}' }),
  'ask: a client without the grant': ask({ client_id: 'no-device' }),
  'ask: confidential, no secret': ask({ client_id: 'backend' }),
  'ask: confidential, wrong secret': ask({}, basic('backend', 'wrong')),
  'ask: confidential, wrong secret in the form': ask({ client_id: 'backend', client_secret: 'x' }),
  'ask: the secret of another': ask({}, basic('backend', SECRETS.bureau)),
  'ask: two proofs': ask(
    { client_id: 'backend', client_secret: SECRETS.backend },
    basic('backend', SECRETS.backend),
  ),
  'ask: two clients': ask({ client_id: 'app' }, basic('backend', SECRETS.backend)),
  'ask: a public client with a secret': ask({ client_id: 'app', client_secret: 'x' }),
  'ask: Basic that is not base64': ask({}, { authorization: 'Basic !!!' }),
  'ask: Basic without a colon': ask({}, { authorization: 'Basic YmFja2VuZA==' }),
  'ask: another scheme': ask({ client_id: 'app' }, { authorization: 'Digest x' }),
  'token: no grant_type': exchange({ client_id: 'app', device_code: 'x' }),
  'token: empty grant_type': exchange({ client_id: 'app', grant_type: '' }),
  'token: a grant nobody offers': exchange({ client_id: 'app', grant_type: 'password' }),
  'token: a grant for machines': exchange({ client_id: 'app', grant_type: 'client_credentials' }),
  'token: grant_type twice': (side) =>
    side
      .app()
      .post(
        side.app().endpoints.token,
        `${form(codeGrant({ client_id: 'app', device_code: 'x' }))}&grant_type=x`,
      ),
  'token: no code': exchange(codeGrant({ client_id: 'app' })),
  'token: an empty code': exchange(codeGrant({ client_id: 'app', device_code: '' })),
  'token: code twice': (side) =>
    side
      .app()
      .post(
        side.app().endpoints.token,
        `${form(codeGrant({ client_id: 'app', device_code: 'x' }))}&device_code=y`,
      ),
  'token: unknown code': exchange(codeGrant({ client_id: 'app', device_code: 'unknown' })),
  'token: no client': exchange(codeGrant({ device_code: 'unknown' })),
  'token: unknown client': exchange(codeGrant({ client_id: 'nobody', device_code: 'unknown' })),
  'token: confidential, no secret': exchange(codeGrant({ client_id: 'backend', device_code: 'x' })),
  'token: confidential, wrong secret': exchange(
    codeGrant({ device_code: 'x' }),
    basic('backend', 'x'),
  ),
  'token: a client without the grant': exchange(
    codeGrant({ client_id: 'no-device', device_code: 'x' }),
  ),
  'token: pending': async (side) => {
    const app = side.app()
    return app.poll((await app.begin()).device_code)
  },
  'token: pending, asked again at once': async (side) => {
    const app = side.app()
    const { device_code } = await app.begin()
    await app.poll(device_code)
    return app.poll(device_code)
  },
  'token: approved': async (side) => side.app().poll(await side.approved(side.app())),
  'token: approved, confidential': async (side) => {
    const app = side.app('backend', BACKEND)
    return app.poll(await side.approved(app))
  },
  'token: approved, with a proof': async (side) => {
    const app = side.app('app', { key })
    return app.poll(await side.approved(app))
  },
  'token: denied': async (side) => side.app().poll(await side.denied(side.app())),
  'token: denied, asked again': async (side) => {
    const code = await side.denied(side.app())
    await side.app().poll(code)
    return side.app().poll(code)
  },
  'token: expired': async (side) => side.app().poll(await side.expired(side.app())),
  'token: the account is gone': async (side) => side.app().poll(await side.orphaned(side.app())),
  'token: used twice': async (side) => {
    const code = await side.approved(side.app())
    await side.app().poll(code)
    return side.app().poll(code)
  },
  'token: another client’s pending code': async (side) =>
    side.app('narrow').poll((await side.app().begin()).device_code),
  'token: another client’s approved code': async (side) =>
    side.app('narrow').poll(await side.approved(side.app())),
  'token: a confidential client’s code': async (side) =>
    side.app().poll(await side.approved(side.app('backend', BACKEND))),
  'token: a proof for another method': proven((app) => app.proof('GET', app.endpoints.token)),
  'token: a proof for another URL': proven((app) => app.proof('POST', app.endpoints.revoke)),
  'token: a proof of yesterday': proven((app) =>
    app.proof('POST', app.endpoints.token, { iat: app.now() - 86_400 }),
  ),
  'token: a proof without jti': proven((app) =>
    app.proof('POST', app.endpoints.token, { jti: undefined }),
  ),
  'token: a proof of another type': proven((app) =>
    app.proof('POST', app.endpoints.token, {}, { typ: 'JWT' }),
  ),
  'token: a proof without key': proven((app) =>
    app.proof('POST', app.endpoints.token, {}, { jwk: undefined }),
  ),
  'token: a proof by another key': proven(async (app) =>
    app.proof('POST', app.endpoints.token, {}, {}, { ...(await makeKey()), jwk: key.jwk }),
  ),
  'token: no proof but nonsense': proven(async () => 'nonsense'),
  'refresh: no token': exchange(refreshGrant({ client_id: 'app' })),
  'refresh: unknown token': exchange(refreshGrant({ client_id: 'app', refresh_token: 'x' })),
  'refresh: a client without the grant': exchange(
    refreshGrant({ client_id: 'no-refresh', refresh_token: 'x' }),
  ),
  'refresh: a good one': async (side) => side.app().refresh(await refreshTokenOf(side, side.app())),
  'refresh: another client’s': async (side) =>
    side.app('narrow').refresh(await refreshTokenOf(side, side.app())),
  'refresh: used twice': async (side) => {
    const token = await refreshTokenOf(side, side.app())
    await side.app().refresh(token)
    return side.app().refresh(token)
  },
  'refresh: the next one, after that': async (side) => {
    const token = await refreshTokenOf(side, side.app())
    const next = await side.app().tokens(side.app().refresh(token))
    await side.app().refresh(token)
    return side.app().refresh(next.refresh_token ?? '')
  },
  'refresh: of a key, without it': async (side) =>
    side.app().refresh(await refreshTokenOf(side, side.app('app', { key }))),
  'refresh: of a key, by another': async (side) => {
    const token = await refreshTokenOf(side, side.app('app', { key }))
    return side.app('app', { key: await makeKey() }).refresh(token)
  },
  'refresh: a malformed scope': async (side) =>
    side.app().refresh(await refreshTokenOf(side, side.app()), { scope: '"' }),
  'refresh: more scope than granted': async (side) =>
    side.app().refresh(await refreshTokenOf(side, side.app()), { scope: 'watch pay' }),
  'revoke: no token': (side) => side.app().revoke(''),
  'revoke: unknown token': (side) => side.app().revoke('unknown'),
  'revoke: unknown client': (side) =>
    side.app().post(side.app().endpoints.revoke, { client_id: 'nobody', token: 'x' }),
  'revoke: token twice': (side) =>
    side.app().post(side.app().endpoints.revoke, 'client_id=app&token=x&token=y'),
  'revoke: an unknown hint': (side) => side.app().revoke('x', { token_type_hint: 'nonsense' }),
  'revoke: a good one': async (side) => side.app().revoke(await refreshTokenOf(side, side.app())),
  'revoke: twice': async (side) => {
    const token = await refreshTokenOf(side, side.app())
    await side.app().revoke(token)
    return side.app().revoke(token)
  },
  'revoke: refresh after it': async (side) => {
    const token = await refreshTokenOf(side, side.app())
    await side.app().revoke(token)
    return side.app().refresh(token)
  },
  'revoke: another client’s': async (side) =>
    side.app('narrow').revoke(await refreshTokenOf(side, side.app())),
}
