import { describe, expect, it, onTestFinished, vi } from 'vitest'

import { secretHash } from '../support/app.ts'
import { startOracle } from '../support/oracle.ts'
import { Phone } from '../support/phone.ts'
import { heldWire, idsOf, probed } from '../support/probing.ts'
import { freePort } from '../support/process.ts'
import { accounts, passwordOf, type Settings, startServer } from '../support/server.ts'

const ANN = { username: 'ann', password: passwordOf('ann') }
const SECRET = 'the-secret-of-back-end'

async function startHouse(settings: Settings = {}) {
  // The tests' server listens on loopback alone, so that is where its codes have to lead.
  const port = await freePort()
  return startServer(
    {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      accounts: await accounts('ann'),
      clients: {
        'demo-tv': { name: 'The demo app', hostLanOnly: true },
        shelf: { name: 'Shelf' },
        'back-end': { name: 'The back end', secret: secretHash(SECRET) },
      },
      ...settings,
    },
    { pages: true, clock: { now: 1_800_000_000 } },
  )
}

describe('couchlink probe on Couchlink', () => {
  it('finds nothing wrong, as long as it may wait', async () => {
    const server = await startHouse()
    const report = await probed(heldWire(server.clock), {
      url: server.url,
      clientId: 'demo-tv',
      otherClientId: 'shelf',
      account: ANN,
      slow: true,
    })
    expect(report.checks.filter(({ result }) => result === 'fail')).toEqual([])
    expect(idsOf(report, 'not_applicable')).toEqual(['token-wrong-secret', 'page-decline'])
    expect(report.requests).toBeLessThan(110)
  })

  it('finds nothing wrong with an app that has a secret', async () => {
    const server = await startHouse()
    const report = await probed(heldWire(server.clock), {
      url: server.url,
      clientId: 'back-end',
      clientSecret: SECRET,
      otherClientId: 'shelf',
      account: ANN,
    })
    expect(report.checks.filter(({ result }) => result === 'fail')).toEqual([])
    expect(idsOf(report, 'not_applicable')).toEqual(['page-decline', 'expiry'])
  })

  it('finds nothing wrong from outside, without an account', async () => {
    const server = await startHouse()
    const report = await probed(heldWire(server.clock), { url: server.url, clientId: 'shelf' })
    expect(report.checks.filter(({ result }) => result === 'fail')).toEqual([])
    expect(idsOf(report, 'not_applicable')).toEqual([
      ...['token-wrong-secret', 'token-foreign-code'],
      ...['page-names', 'page-code', 'page-decline', 'page-sign-in'],
      ...['denial', 'denial-final', 'tokens', 'tokens-no-store', 'single-use', 'typed-code'],
      ...['expiry', 'guess-limit'],
    ])
  })

  it('sees a setting that makes it worse', async () => {
    const server = await startHouse({ link: { ttlSeconds: 7200, maxTtlSeconds: 7200 } })
    const report = await probed(heldWire(server.clock), { url: server.url, clientId: 'shelf' })
    expect(idsOf(report, 'fail')).toEqual(['lifetime'])
  })

  it('leaves no television connected, and tells no code', async () => {
    const server = await startHouse()
    const wire = heldWire(server.clock)
    const report = await probed(wire, { url: server.url, clientId: 'shelf', account: ANN })
    expect(idsOf(report, 'pass')).toContain('tokens')
    const phone = new Phone(server.url)
    expect((await phone.signIn(ANN.username, ANN.password)).status).toBe(200)
    const { status, body } = await phone.send('GET', '/devices')
    expect([status, body]).toEqual([200, expect.objectContaining({ devices: [] })])
    const told = JSON.stringify(report)
    expect(told).not.toMatch(/[BCDFGHJKLMNPQRSTVWXZ]{4}-?[BCDFGHJKLMNPQRSTVWXZ]{4}/)
    expect(told).not.toContain(ANN.password)
  })
})

describe('couchlink probe on another server', () => {
  it('runs on oidc-provider to the end, and says what docs/probe.md says of it', async () => {
    // It breaks over a GET of its device authorization endpoint, and says so.
    const noise = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => noise.mockRestore())
    const oracle = await startOracle([
      { clientId: 'shelf', grants: ['device_code'] },
      { clientId: 'other', grants: ['device_code'] },
    ])
    const report = await probed(heldWire({ now: 0 }), {
      url: oracle.url,
      clientId: 'shelf',
      otherClientId: 'other',
    })
    expect(idsOf(report, 'pass')).toHaveLength(34)
    expect(idsOf(report, 'fail')).toEqual(['device-get', 'slow-down', 'page-frame', 'guess-limit'])
    expect(idsOf(report, 'not_applicable')).toEqual([
      ...['token-wrong-secret', 'pace-kept', 'denial-final', 'tokens', 'tokens-no-store'],
      ...['single-use', 'typed-code', 'expiry'],
    ])
  })
})
