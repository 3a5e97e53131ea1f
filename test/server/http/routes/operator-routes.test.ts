import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'

import { startServer } from '../../../support/server.ts'
import { Tv } from '../../../support/tv.ts'

describe('what the operator’s side asks', () => {
  it('is whether the process lives and can serve', async () => {
    const server = await startServer()
    const health = await fetch(`${server.url}/healthz`)
    expect(await health.json()).toEqual({ status: 'ok' })
    const ready = await fetch(`${server.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ok', store: 'ok', warnings: [] },
    ])
  })

  it('names a proxy that nobody configured, once in the log and always in readyz', async () => {
    const server = await startServer()
    for (const _ of [1, 2]) {
      await fetch(`${server.url}/session`, { headers: { 'x-forwarded-for': '203.0.113.7' } })
    }
    expect(server.logged().match(/"doubt":"unconfigured_proxy"/g)).toHaveLength(1)
    const { warnings } = (await (await fetch(`${server.url}/readyz`)).json()) as {
      warnings: string[]
    }
    expect(warnings[0]).toContain('trustedProxies')
  })

  it('is the public key with which anybody verifies our tokens', async () => {
    const server = await startServer()
    const tv = await Tv.boot(server.url)
    const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`))
    const { payload } = await jwtVerify(tv.token, keys, { typ: 'at+jwt' })
    expect(payload.sub).toBe(tv.deviceId)
    const published = await (await fetch(`${server.url}/.well-known/jwks.json`)).text()
    expect(published).not.toContain('"d"')
  })
})
