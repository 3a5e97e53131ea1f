import { OAUTH_ERRORS } from '#contract/oauth-error'
import { PROBLEMS } from '#contract/problem'
import { DEVICE_CODE, REFRESH_TOKEN } from '#contract/token'

import type { Device } from '../../server/credentials/access-token.ts'
import { sha256 } from '../../server/credentials/link-secrets.ts'
import { isRefusal, type OAuthRefusal } from '../../server/errors.ts'
import { draftSession, sessionAccount, startSession } from '../../server/flow/account/session.ts'
import { authenticateClient, type OAuthClient } from '../../server/flow/client/authenticate.ts'
import { redeem } from '../../server/flow/client/redeem.ts'
import { refresh } from '../../server/flow/client/refresh.ts'
import { requestClientLink } from '../../server/flow/client/request-link.ts'
import { revoke } from '../../server/flow/client/revoke.ts'
import { goodbye } from '../../server/flow/device/goodbye.ts'
import { hello } from '../../server/flow/device/hello.ts'
import { approve, deny } from '../../server/flow/link/authorize.ts'
import { answerMatch } from '../../server/flow/link/match.ts'
import { openLink, showLink } from '../../server/flow/link/open.ts'
import { requestLink } from '../../server/flow/link/request.ts'
import type { Caller, Parts } from '../../server/flow/parts.ts'
import { StoreBusy } from '../../server/store/store.ts'
import type { Answer, Calls, Finder } from './calls.ts'
import {
  ADDRESSES,
  APPS,
  type App,
  type Key,
  keyOfTv,
  type Person,
  PHONES,
  type Place,
  passwordOf,
} from './cast.ts'
import { FlowParts } from './flow-parts.ts'
import { operatorCalls } from './operator-calls.ts'

const BASE = 'http://couchlink.test'

export interface FlowCalls extends Calls {
  flow: FlowParts
  close(): Promise<void>
}

/** The flows, called as the routes call them, without HTTP, signatures of devices and cookies: many a second. */
export async function openFlowCalls(): Promise<FlowCalls> {
  const flow = await FlowParts.open()
  const sessions = PHONES.map(() => null as string | null)

  const device = (tv: number) => ({
    deviceId: deviceIdOfTv(tv),
    name: null,
    model: null,
    clientId: 'tv',
    jkt: keyOfTv(tv),
  })
  const asClient = (
    client: App | 'tv',
    work: (parts: Parts, client: OAuthClient) => Promise<object | null>,
  ) =>
    answered(() => {
      const secret = client === 'tv' ? null : APPS[client].secret
      const known = authenticateClient(flow.parts, { basic: null, clientId: client, secret })
      return isRefusal(known) ? Promise.resolve(known) : work(flow.parts, known)
    })
  const asTokenHolder = (
    token: string,
    key: Key | null,
    work: (device: Device) => Promise<object>,
  ) =>
    answered(async () => {
      const found = await flow.parts.accessTokens.verify(token)
      return found === null || found.jkt !== key ? { refused: 'invalid_token' } : work(found)
    })
  const account = (phone: number, caller: Caller) => {
    const id = sessions[phone]
    return sessionAccount(flow.parts, id ? sha256(id) : null, caller)
  }
  const leave = async (who: Device, binding: string | null) => {
    await goodbye(flow.parts, who, binding)
    return {}
  }
  const signIn = (phone: number, place: Place) =>
    answered(async () => {
      const started = await startSession(flow.parts, credentials(phone), callerAt(place))
      if (isRefusal(started)) return started
      sessions[phone] = started.session.id
      return started.account
    })

  return {
    flow,
    clock: flow.clock,
    async begin() {
      await flow.begin()
      for (const [phone, person] of PHONES.entries()) {
        const account = await flow.parts.store.accountByUsername(person)
        if (account === null) continue
        const session = draftSession(flow.parts, account, callerAt('home'))
        await flow.parts.store.openSession(session.draft)
        sessions[phone] = session.id
      }
    },
    requestByTv: (tv, place) =>
      answered(() => requestLink(flow.parts, device(tv), callerAt(place))),
    helloByTv: (tv) => answered(() => hello(flow.parts, device(tv), null)),
    goodbyeByTv: (tv, binding) => answered(() => leave(device(tv), binding)),

    requestByApp: (app, key, place) =>
      asClient(app, (parts, client) => requestClientLink(parts, client, {}, key, callerAt(place))),
    redeem: (name, device_code, key) =>
      asClient(name, (parts, client) =>
        redeem(parts, client, { grant_type: DEVICE_CODE, device_code }, key, callerAt('home')),
      ),
    refresh: (name, refresh_token, key) =>
      asClient(name, (parts, client) =>
        refresh(parts, client, { grant_type: REFRESH_TOKEN, refresh_token }, key, callerAt('home')),
      ),
    revoke: (name, token) => asClient(name, (parts, client) => revoke(parts, client, { token })),
    helloByToken: (token, key) => asTokenHolder(token, key, (who) => hello(flow.parts, who, null)),
    goodbyeByToken: (token, key) => asTokenHolder(token, key, (who) => leave(who, null)),
    match: (device_code, number) =>
      answered(async () => {
        const refusal = await answerMatch(flow.parts, { device_code, number })
        return refusal ?? { status: 'authorized' }
      }),

    signIn,
    details: (phone, finder, place) =>
      answered(async () => {
        const caller = callerAt(place)
        if ('handle' in finder) return openLink(flow.parts, finder.handle, caller)
        const who = await account(phone, caller)
        const typed = plain(finder.user_code)
        return who === null
          ? { refused: 'sign_in_required' }
          : showLink(flow.parts, typed, who, caller)
      }),
    approve: (phone, finder, password, place) =>
      answered(async () => {
        const caller = callerAt(place)
        const proof = password ? credentials(phone) : {}
        const request = {
          ...asTyped(finder),
          ...proof,
          decision: 'approve' as const,
          remember: true,
        }
        const result = await approve(flow.parts, request, await account(phone, caller), caller)
        if (isRefusal(result)) return result
        if (result.session !== null) sessions[phone] = result.session.id
        return result.match === null
          ? { status: 'authorized' }
          : { status: 'match', ...result.match }
      }),
    deny: (handle) =>
      answered(async () => (await deny(flow.parts, handle)) ?? { status: 'denied' }),

    ...operatorCalls(
      () => flow.parts.store,
      flow.clock,
      () => flow.parts.randomId(),
    ),
    restart: () => flow.restart(),
    noticed: () => flow.noticed(),
    deviceIdOfTv,
    close: () => flow.close(),
  }
}

function deviceIdOfTv(tv: number): string {
  return `key_${tv}`
}

const CODES: Record<string, readonly [status: number, sentence: string]> = {
  ...PROBLEMS,
  ...OAUTH_ERRORS,
}

/** The answer that the routes would give, by the tables of the contract. */
async function answered(work: () => Promise<object | null>): Promise<Answer> {
  try {
    const result = (await work()) ?? {}
    if (!isRefusal(result)) return { status: 200, code: null, body: { ...result } }
    const { refused, status, members } = result as OAuthRefusal
    const found = status ?? CODES[refused]?.[0] ?? 500
    return { status: found, code: refused, body: { ...members } }
  } catch (error) {
    const status = error instanceof StoreBusy ? 503 : 500
    return { status, code: null, body: { error: (error as Error).stack } }
  }
}

function callerAt(place: Place): Caller {
  const address = place === 'nowhere' ? '127.0.0.1' : ADDRESSES[place]
  const network: Caller['network'] =
    place === 'nowhere'
      ? { kind: 'unknown', key: null, address, why: 'proxy_without_address' }
      : { kind: 'known', key: place, address }
  return { network, base: BASE, issuer: BASE }
}

function credentials(phone: number): { username: Person; password: string } {
  const username = PHONES[phone] ?? 'ann'
  return { username, password: passwordOf(username) }
}

/** As the contract hands a typed code on: without the dash. */
function plain(userCode: string): string {
  return userCode.replace('-', '')
}

function asTyped(finder: Finder): Finder {
  return 'handle' in finder ? finder : { user_code: plain(finder.user_code) }
}
