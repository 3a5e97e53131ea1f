import type { DeviceAuthorization } from '#contract/link'

import { Phone } from '../support/phone.ts'
import {
  accounts,
  passwordOf,
  type Settings,
  startServer,
  type TestServer,
} from '../support/server.ts'
import { Tv } from '../support/tv.ts'

/** A server with two people on it: each has a TV, ada two phones and a passkey, and a third TV waits. */
export interface World {
  server: TestServer
  ada: Phone
  bob: Phone
  adaId: string
  /** Ada's TV, her other phone's session, her passkey. */
  deviceId: string
  sessionId: string
  passkeyId: string
  /** The key of ada's phone app. */
  phoneKeyId: string
  /** The TV that waits. */
  link: DeviceAuthorization & { handle: string }
}

/** Something that a person does with a request that changes what is kept. */
export interface Deed {
  /** As the router has it. */
  route: string
  does: string
  /** `none` has no body. */
  body: 'json' | 'form' | 'none'
  /** What its route names, in its place of the path. */
  id?: (world: World) => string
  fields?: (world: World) => Record<string, unknown>
  /** Nobody needs to be signed in for it: who knows the password or the handle may. */
  open?: boolean
  /** Nothing in the tables shows it, or only a browser's own dialog could do it. */
  leavesNoTrace?: boolean
}

const passkey = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {} }
/** The public key of RFC 7517 appendix A.1. */
const ANY_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
}
const credentials = () => ({ username: 'ada', password: passwordOf('ada') })
const handle = ({ link }: World) => link.handle
const userCode = ({ link }: World) => link.user_code

/** Every deed of a phone's browser. */
export const DEEDS: Deed[] = [
  {
    route: 'POST /link/details',
    does: 'opens a code',
    body: 'json',
    open: true,
    fields: (w) => ({ handle: handle(w) }),
  },
  {
    route: 'POST /authorize',
    does: 'connects a TV',
    body: 'json',
    fields: (w) => ({ handle: handle(w), decision: 'approve' }),
  },
  {
    route: 'POST /authorize',
    does: 'connects a TV by its code',
    body: 'json',
    fields: (w) => ({ user_code: userCode(w), decision: 'approve' }),
  },
  {
    route: 'POST /authorize',
    does: 'connects a TV with a password',
    body: 'json',
    open: true,
    fields: (w) => ({ handle: handle(w), decision: 'approve', ...credentials() }),
  },
  {
    route: 'POST /authorize',
    does: 'refuses a TV',
    body: 'json',
    open: true,
    fields: (w) => ({ handle: handle(w), decision: 'deny' }),
  },
  { route: 'POST /session', does: 'signs in', body: 'json', open: true, fields: credentials },
  { route: 'DELETE /session', does: 'signs out', body: 'none', open: true },
  {
    route: 'POST /session/passkey/options',
    does: 'asks for a challenge',
    body: 'none',
    open: true,
    leavesNoTrace: true,
  },
  {
    route: 'POST /session/passkey',
    does: 'signs in by passkey',
    body: 'json',
    open: true,
    leavesNoTrace: true,
    fields: () => ({
      ...passkey,
      response: { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' },
    }),
  },
  {
    route: 'POST /passkeys/options',
    does: 'asks to add a passkey',
    body: 'none',
    leavesNoTrace: true,
  },
  {
    route: 'POST /passkeys',
    does: 'adds a passkey',
    body: 'json',
    leavesNoTrace: true,
    fields: () => ({ ...passkey, response: { clientDataJSON: 'AA', attestationObject: 'AA' } }),
  },
  {
    route: 'DELETE /passkeys/:id',
    does: 'removes a passkey',
    body: 'none',
    id: (w) => w.passkeyId,
  },
  {
    route: 'POST /keys',
    does: 'registers a phone’s key',
    body: 'json',
    fields: () => ({ key: ANY_KEY }),
  },
  {
    route: 'DELETE /keys/:id',
    does: 'removes a phone’s key',
    body: 'none',
    id: (w) => w.phoneKeyId,
  },
  { route: 'DELETE /sessions', does: 'signs the other phones out', body: 'none' },
  {
    route: 'DELETE /sessions/:id',
    does: 'signs a phone out',
    body: 'none',
    id: (w) => w.sessionId,
  },
  {
    route: 'POST /account',
    does: 'makes an account',
    body: 'json',
    open: true,
    fields: () => ({ username: 'carl', name: 'Carl', password: 'walrus-orbit-candle-47' }),
  },
  {
    route: 'POST /account/password',
    does: 'sets a password',
    body: 'json',
    fields: () => ({ password: 'walrus-orbit-candle-47' }),
  },
  { route: 'DELETE /account', does: 'deletes the account', body: 'none' },
  {
    route: 'PATCH /account',
    does: 'switches sign-in by QR on',
    body: 'json',
    fields: () => ({ site_sign_in: true }),
  },
  { route: 'DELETE /devices', does: 'signs every TV out', body: 'none' },
  {
    route: 'POST /devices/seen',
    does: 'has seen the new TVs',
    body: 'json',
    fields: (w) => ({ at: w.server.clock.now }),
  },
  {
    route: 'PATCH /devices/:id',
    does: 'names a TV',
    body: 'json',
    id: (w) => w.deviceId,
    fields: () => ({ name: 'Mine now' }),
  },
  { route: 'DELETE /devices/:id', does: 'signs a TV out', body: 'none', id: (w) => w.deviceId },
  { route: 'POST /devices/:id/disown', does: 'disowns a TV', body: 'none', id: (w) => w.deviceId },
  {
    route: 'POST /link',
    does: 'connects a TV by form',
    body: 'form',
    fields: (w) => ({ user_code: userCode(w) }),
  },
  {
    route: 'POST /link',
    does: 'connects a TV by form, with a password',
    body: 'form',
    open: true,
    fields: (w) => ({ user_code: userCode(w), ...credentials() }),
  },
  {
    route: 'POST /session/end',
    does: 'signs out by form',
    body: 'form',
    open: true,
    fields: () => ({}),
  },
  {
    route: 'POST /devices/sign-in',
    does: 'signs in by form',
    body: 'form',
    open: true,
    fields: credentials,
  },
  ...[{ action: 'rename', name: 'Mine now' }, { action: 'sign_out' }, { action: 'disown' }].map(
    (fields): Deed => ({
      route: 'POST /devices/form',
      does: `${fields.action} by form`,
      body: 'form',
      fields: (w) => ({ ...fields, device: w.deviceId }),
    }),
  ),
  {
    route: 'POST /devices/form',
    does: 'sign_out_all by form',
    body: 'form',
    fields: () => ({ action: 'sign_out_all' }),
  },
  {
    route: 'POST /devices/form',
    does: 'end_sessions by form',
    body: 'form',
    fields: () => ({ action: 'end_sessions' }),
  },
  {
    route: 'POST /devices/form',
    does: 'end_session by form',
    body: 'form',
    fields: (w) => ({ action: 'end_session', session: w.sessionId }),
  },
  {
    route: 'POST /devices/form',
    does: 'remove_passkey by form',
    body: 'form',
    fields: (w) => ({ action: 'remove_passkey', passkey: w.passkeyId }),
  },
  {
    route: 'POST /devices/form',
    does: 'password by form',
    body: 'form',
    fields: () => ({ action: 'password', username: 'ada', password: 'walrus-orbit-candle-47' }),
  },
  {
    route: 'POST /devices/form',
    does: 'delete by form',
    body: 'form',
    fields: () => ({ action: 'delete' }),
  },
]

/** What a TV or an app does, which proves itself by a token, a code or a key, and never by a cookie. */
export const WITHOUT_COOKIE = [
  'POST /auth/token',
  'POST /auth/device_authorization',
  'POST /auth/code',
  'POST /auth/revoke',
  'POST /goodbye',
  'POST /link/match',
  'POST /link/payload',
  'POST /link/cancel',
  'POST /qr-auth/authenticate',
  'POST /message-broker/1.0/messages/devices/:deviceId',
]

/** A tenant, without which `/qr-auth` is not there; nobody vouches for anybody in these tests. */
export const TENANTS = {
  'red.example': { clientIds: ['red-app'], screens: ['tv'], issuers: ['https://id.red.example'] },
}

export async function makeWorld(more: Settings = {}): Promise<World> {
  const clock = { now: Math.floor(Date.now() / 1000) }
  const identity = { signUp: true }
  const people = await accounts('ada', 'bob')
  const settings = { accounts: people, identity, tenants: TENANTS, ...more }
  const server = await startServer(settings, { pages: true, clock })
  const { url, parts } = server
  const [ada, bob, otherPhone] = [new Phone(url), new Phone(url), new Phone(url)]
  await otherPhone.signIn('ada', passwordOf('ada'))
  const adasTv = await boundTv(url, ada, 'ada')
  await boundTv(url, bob, 'bob')
  const adaId = (await parts.store.accountByUsername('ada'))?.accountId ?? ''
  const sessions = await parts.store.sessionsOf(adaId, clock.now)
  const hers = (await ada.send('GET', '/sessions')).body['sessions'] as {
    id: string
    current: boolean
  }[]
  const sessionId = hers.find(({ current }) => !current)?.id ?? ''
  const passkeyId = 'cGFzc2tleS1vZi1hZGE'
  await parts.store.addPasskey(
    {
      credentialId: passkeyId,
      accountId: adaId,
      publicKey: 'AAAA',
      counter: 0,
      transports: [],
      label: null,
      createdAt: clock.now,
      lastUsedAt: null,
      sessionId: sessions[0]?.sessionId ?? '',
    },
    20,
  )
  const phoneKeyId = 'A'.repeat(43)
  await parts.store.addPhoneKey(
    {
      keyId: phoneKeyId,
      accountId: adaId,
      publicKey: '{}',
      label: null,
      createdAt: clock.now,
      issuer: null,
      sessionId,
    },
    10,
  )
  // Later than the sign-ins, and not so much that a session would be touched.
  clock.now += 1
  const waiting = await Tv.boot(url, { device_name: 'Waiting' })
  return {
    server,
    ada,
    bob,
    adaId,
    deviceId: adasTv.deviceId,
    sessionId,
    passkeyId,
    phoneKeyId,
    link: await waiting.requestLink(),
  }
}

async function boundTv(url: string, phone: Phone, username: string): Promise<Tv> {
  const tv = await Tv.boot(url, { device_name: `TV of ${username}` })
  const { handle } = await tv.requestLink()
  const answer = await phone.approve(handle, { username, password: passwordOf(username) })
  if (answer.status !== 200) throw new Error(`not bound: ${JSON.stringify(answer.body)}`)
  return tv
}
