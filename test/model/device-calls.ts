import { DEVICE_CODE, REFRESH_TOKEN } from '#contract/token'

import type { Device } from '../../server/credentials/access-token.ts'
import { sha256 } from '../../server/credentials/link-secrets.ts'
import { isRefusal } from '../../server/errors.ts'
import { authenticateClient, type OAuthClient } from '../../server/flow/client/authenticate.ts'
import { redeem } from '../../server/flow/client/redeem.ts'
import { refresh } from '../../server/flow/client/refresh.ts'
import { requestClientLink } from '../../server/flow/client/request-link.ts'
import { revoke } from '../../server/flow/client/revoke.ts'
import { goodbye } from '../../server/flow/device/goodbye.ts'
import { hello } from '../../server/flow/device/hello.ts'
import { cancel } from '../../server/flow/link/cancel.ts'
import { answerMatch } from '../../server/flow/link/match.ts'
import { payloadFor } from '../../server/flow/link/payload.ts'
import { requestLink } from '../../server/flow/link/request.ts'
import type { Parts } from '../../server/flow/parts.ts'
import { answered, callerAt } from './answered.ts'
import type { Answer, Calls } from './calls.ts'
import { APPS, type App, type Key, keyOfTv } from './cast.ts'
import { LINK_KEY } from './sealed.ts'

type DeviceCalls = Pick<
  Calls,
  | 'requestByTv'
  | 'helloByTv'
  | 'goodbyeByTv'
  | 'matchByTv'
  | 'cancelByTv'
  | 'payloadByTv'
  | 'requestByApp'
  | 'redeem'
  | 'refresh'
  | 'revoke'
  | 'helloByToken'
  | 'goodbyeByToken'
  | 'match'
>

/** What televisions and apps call. */
export function deviceCalls(parts: () => Parts): DeviceCalls {
  const device = (tv: number): Device => ({
    deviceId: deviceIdOfTv(tv),
    name: null,
    model: null,
    clientId: 'tv',
    jkt: keyOfTv(tv),
  })
  const asClient = (
    client: App | 'tv',
    work: (parts: Parts, client: OAuthClient) => Promise<object | null>,
  ): Promise<Answer> =>
    answered(() => {
      const secret = client === 'tv' ? null : APPS[client].secret
      const known = authenticateClient(parts(), { basic: null, clientId: client, secret })
      return isRefusal(known) ? Promise.resolve(known) : work(parts(), known)
    })
  const asTokenHolder = (
    token: string,
    key: Key | null,
    work: (device: Device) => Promise<object>,
  ): Promise<Answer> =>
    answered(async () => {
      const found = await parts().accessTokens.verify(token)
      return found === null || found.jkt !== key ? { refused: 'invalid_token' } : work(found)
    })
  const leave = async (who: Device, binding: string | null) => {
    await goodbye(parts(), who, binding)
    return {}
  }
  const enter = (of: Parameters<typeof answerMatch>[1], number: string): Promise<Answer> =>
    answered(async () => (await answerMatch(parts(), of, number)) ?? { status: 'authorized' })

  return {
    requestByTv: (tv, place, linkKey) =>
      answered(() => requestLink(parts(), device(tv), linkKey ? LINK_KEY : null, callerAt(place))),
    helloByTv: (tv) => answered(() => hello(parts(), device(tv), null)),
    goodbyeByTv: (tv, binding) => answered(() => leave(device(tv), binding)),
    matchByTv: (tv, linkId, number) => enter({ linkId, deviceId: deviceIdOfTv(tv) }, number),
    payloadByTv: (tv, linkId) => answered(() => payloadFor(parts(), device(tv), linkId)),
    cancelByTv: (tv, linkId) =>
      answered(async () => {
        await cancel(parts(), device(tv), linkId)
        return {}
      }),

    requestByApp: (app, key, place) =>
      asClient(app, (on, client) => requestClientLink(on, client, {}, key, callerAt(place))),
    redeem: (name, device_code, key) =>
      asClient(name, (on, client) =>
        redeem(on, client, { grant_type: DEVICE_CODE, device_code }, key, callerAt('home')),
      ),
    refresh: (name, refresh_token, key) =>
      asClient(name, (on, client) =>
        refresh(on, client, { grant_type: REFRESH_TOKEN, refresh_token }, key, callerAt('home')),
      ),
    revoke: (name, token) => asClient(name, (on, client) => revoke(on, client, { token })),
    helloByToken: (token, key) => asTokenHolder(token, key, (who) => hello(parts(), who, null)),
    goodbyeByToken: (token, key) => asTokenHolder(token, key, (who) => leave(who, null)),
    match: (deviceCode, number) => enter({ deviceCodeHash: sha256(deviceCode) }, number),
  }
}

export function deviceIdOfTv(tv: number): string {
  return `key_${tv}`
}
