import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const DORA = { username: 'dora', password: passwordOf('dora') }

async function start(risk: Record<string, unknown>): Promise<TestServer> {
  return startServer({
    accounts: await accounts('dora'),
    trustedProxies: ['127.0.0.1'],
    risk: { countryHeader: 'CF-IPCountry', ...risk },
  })
}

function from(address: string, country?: string): Record<string, string> {
  return {
    'x-forwarded-for': address,
    ...(country === undefined ? {} : { 'cf-ipcountry': country }),
  }
}

async function linkAt(server: TestServer, where: Record<string, string>) {
  return (await Tv.boot(server.url, {}, where)).requestLink()
}

describe('the operator’s table of risks', () => {
  it('finds nothing where TV and phone are at home in one country', async () => {
    const server = await start({})
    const link = await linkAt(server, from('203.0.113.9', 'CH'))
    const phone = new Phone(server.url, from('203.0.113.9', 'CH'))
    const { body } = await phone.open(link.handle)
    expect(body).toMatchObject({
      risk: { verdict: 'clear', reasons: [] },
      place: 'same_network',
      tv_address: '203.0.113.…',
      phone_address: '203.0.113.…',
    })
    expect((await phone.approve(link.handle, DORA)).body).toEqual({ status: 'authorized' })
  })

  it('asks for a second tap where it warns, also of a phone that was told nothing', async () => {
    const server = await start({})
    const link = await linkAt(server, from('203.0.113.9', 'CH'))
    const phone = new Phone(server.url, from('203.0.113.9', 'FR'))
    const risk = { verdict: 'warn', reasons: ['other_country'] }
    expect((await phone.open(link.handle)).body['risk']).toEqual(risk)
    const first = await phone.approve(link.handle, DORA)
    expect([first.status, first.body['code'], first.body['risk']]).toEqual([
      403,
      'risk_warned',
      risk,
    ])
    const second = await phone.approve(link.handle, { ...DORA, acknowledged: true })
    expect(second.body).toEqual({ status: 'authorized' })
  })

  it('refuses where it denies, however often somebody insists, and says no more to a stranger', async () => {
    const server = await start({ listed: ['198.51.100.0/24'] })
    const tv = await Tv.boot(server.url, {}, from('203.0.113.9', 'CH'))
    const link = await tv.requestLink()
    const phone = new Phone(server.url, from('198.51.100.7', 'CH'))
    const forced = await phone.approve(link.handle, { ...DORA, acknowledged: true })
    expect([forced.status, forced.body['code']]).toEqual([403, 'risk_denied'])
    const typed = { user_code: link.user_code, decision: 'approve', acknowledged: true }
    expect((await phone.post('/authorize', { ...typed, ...DORA })).body['code']).toBe('risk_denied')
    const stranger = await phone.approve(link.handle, { ...DORA, password: 'wrong' })
    expect(stranger.body['code']).toBe('sign_in_failed')
    expect((await tv.hello()).status).toBe(401)
  })

  it('does not take a missing country for the same one', async () => {
    const server = await start({})
    const link = await linkAt(server, from('203.0.113.9'))
    const phone = new Phone(server.url, from('203.0.113.9', 'CH'))
    expect((await phone.open(link.handle)).body['risk']).toEqual({
      verdict: 'warn',
      reasons: ['unknown_country'],
    })
  })

  it('believes a country from a configured proxy alone', async () => {
    const server = await startServer({
      accounts: await accounts('dora'),
      risk: { countryHeader: 'CF-IPCountry', otherCountry: 'deny', unknownCountry: 'deny' },
    })
    const link = await linkAt(server, { 'cf-ipcountry': 'CH' })
    const phone = new Phone(server.url, { 'cf-ipcountry': 'CH' })
    expect((await phone.open(link.handle)).body['risk']).toEqual({
      verdict: 'deny',
      reasons: ['unknown_country'],
    })
  })

  it('can be switched off rule by rule, and the number match stays', async () => {
    const server = await start({ otherCountry: 'allow', listedAddress: 'allow', listed: ['::/0'] })
    const link = await linkAt(server, from('203.0.113.9', 'CH'))
    const phone = new Phone(server.url, from('198.51.100.7', 'FR'))
    expect((await phone.approve(link.handle, DORA)).body['status']).toBe('match')
  })

  it('can refuse other networks altogether', async () => {
    const server = await start({ otherNetwork: 'deny' })
    const link = await linkAt(server, from('203.0.113.9', 'CH'))
    const phone = new Phone(server.url, from('198.51.100.7', 'CH'))
    expect((await phone.approve(link.handle, DORA)).body['code']).toBe('risk_denied')
  })
})
