import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import type { Configuration, Provider } from 'oidc-provider'
import { onTestFinished, vi } from 'vitest'

import { DEVICE_CODE } from '#contract/token'

import type { Endpoints } from './app.ts'

/** Another implementation of RFC 8628, asked the same questions as ours. */
export interface Oracle {
  url: string
  endpoints: Endpoints
  /** The person says yes, as its own pages would write it down. */
  approve(userCode: string): Promise<void>
  deny(userCode: string): Promise<void>
  /** The code's time is up. */
  expire(userCode: string): Promise<void>
  /** The person's account is gone when the code is redeemed. */
  forgetAccount(): void
}

/** How one client of the oracle is registered. */
export interface OracleClient {
  clientId: string
  secret?: string
  grants: ('device_code' | 'refresh_token')[]
  /** Blank-separated. */
  scope?: string
}

/** A real `oidc-provider` on a free port of loopback, closed with the test. */
export async function startOracle(clients: OracleClient[]): Promise<Oracle> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let accountGone = false
  const provider = await quietly(async () => {
    const { Provider } = await import('oidc-provider')
    const settings = await configuration(clients, () => accountGone)
    return new Provider(url, settings)
  })
  server.on('request', provider.callback())
  return {
    url,
    endpoints: {
      authorize: `${url}/device/auth`,
      token: `${url}/token`,
      revoke: `${url}/token/revocation`,
    },
    approve: (userCode) => approve(provider, userCode),
    async deny(userCode) {
      const code = await codeBy(provider, userCode)
      await Object.assign(code, { error: 'access_denied' }).save()
    },
    async expire(userCode) {
      const code = await codeBy(provider, userCode)
      const { adapter } = provider.DeviceCode
      const stored = await adapter.find(code.jti)
      await adapter.upsert(code.jti, { ...stored, exp: Math.floor(Date.now() / 1000) - 1 }, 600)
    },
    forgetAccount() {
      accountGone = true
    },
  }
}

/** It notes each default that it uses, as long as it lives, and when it is loaded, that this Node is old. */
export async function quietly<T>(make: () => Promise<T>): Promise<T> {
  const notes = [
    vi.spyOn(console, 'info').mockReturnValue(),
    vi.spyOn(console, 'warn').mockReturnValue(),
  ]
  onTestFinished(() => {
    for (const spy of notes) spy.mockRestore()
  })
  const loading = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  // It takes `URL.parse`, which is not in Node 20, for granted.
  const platform = URL as { parse?: (text: string, base?: string) => URL | null }
  platform.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null)
  try {
    return await make()
  } finally {
    loading.mockRestore()
  }
}

async function configuration(
  clients: OracleClient[],
  accountGone: () => boolean,
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['of no use here'] },
    scopes: ['openid', 'offline_access', 'watch', 'rate', 'pay'],
    clients: clients.map(({ clientId, secret, grants, scope }) => ({
      client_id: clientId,
      ...(secret === undefined ? {} : { client_secret: secret }),
      token_endpoint_auth_method: secret === undefined ? 'none' : 'client_secret_basic',
      grant_types: grants.map((grant) => (grant === 'device_code' ? DEVICE_CODE : grant)),
      redirect_uris: [],
      response_types: [],
      ...(scope === undefined ? {} : { scope }),
    })),
    features: {
      deviceFlow: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: false },
    },
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    findAccount: (_context, accountId) =>
      accountGone() ? undefined : { accountId, claims: () => ({ sub: accountId }) },
  }
}

async function codeBy(provider: Provider, userCode: string) {
  // As it stores what it shows with a dash.
  const code = await provider.DeviceCode.findByUserCode(userCode.replaceAll('-', ''), {
    ignoreExpiration: true,
  })
  if (code === undefined) throw new Error(`the oracle does not know ${userCode}`)
  return code
}

async function approve(provider: Provider, userCode: string): Promise<void> {
  const code = await codeBy(provider, userCode)
  const client = await provider.Client.find(code.clientId ?? '')
  if (client === undefined) throw new Error('the oracle has lost its client')
  const grant = new provider.Grant({ clientId: client.clientId, accountId: 'ann' })
  const scope = String(code.params?.['scope'] ?? 'watch')
  grant.addOIDCScope(scope)
  const grantId = await grant.save()
  const authTime = Math.floor(Date.now() / 1000)
  await Object.assign(code, { accountId: 'ann', grantId, scope, authTime }).save()
}
