import { describe, expect, it } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { Phone } from '../support/phone.ts'
import { accounts, startServer, type TestServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

/** A server beside the operator's own identity provider. */
async function beside(): Promise<{ server: TestServer; issuer: Issuer }> {
  const issuer = await Issuer.start()
  const server = await startServer({
    accounts: await accounts('dora', 'bob'),
    accountIssuers: [{ issuer: issuer.url, audience: 'couchlink', claim: 'preferred_username' }],
  })
  return { server, issuer }
}

/** A phone app that is signed in at that provider: it sends a token and knows no cookie. */
async function phoneApp(
  { server, issuer }: { server: TestServer; issuer: Issuer },
  changes: Record<string, unknown> = {},
): Promise<Phone> {
  const token = await issuer.sign({
    iss: issuer.url,
    aud: 'couchlink',
    sub: 'person-1',
    preferred_username: 'Dora',
    exp: server.clock.now + 300,
    ...changes,
  })
  const phone = new Phone(server.url, { authorization: `Bearer ${token}` })
  return phone
}

describe('a phone app in which the person is signed in elsewhere', () => {
  it('approves with the provider’s token, and gets no session for it', async () => {
    const both = await beside()
    const tv = await Tv.boot(both.server.url)
    const { handle, user_code } = await tv.requestLink()
    const phone = await phoneApp(both)
    expect((await phone.send('GET', '/session')).body).toMatchObject({ username: 'dora' })
    expect((await phone.post('/link/details', { user_code })).status).toBe(200)
    expect((await phone.approve(handle)).body).toEqual({ status: 'authorized' })
    expect((await tv.hello()).body.name).toBe('Dora')
    expect(phone.cookie).toBe('')
  })

  it('counts as nobody with a token that is not good, whatever its cookie says', async () => {
    const both = await beside()
    const { server } = both
    const tv = await Tv.boot(server.url)
    const { handle } = await tv.requestLink()
    const cases = {
      'of somebody without an account here': { preferred_username: 'nobody' },
      'for another audience': { aud: 'elsewhere' },
      'that has ended': { exp: server.clock.now - 61 },
      'without the claim': { preferred_username: undefined },
    }
    for (const [name, changes] of Object.entries(cases)) {
      const phone = await phoneApp(both, changes)
      await new Phone(server.url).signIn('bob', 'password-of-bob')
      const answer = await phone.approve(handle)
      expect([answer.status, answer.body['code']], name).toEqual([401, 'invalid_token'])
    }
    const bob = new Phone(server.url)
    await bob.signIn('bob', 'password-of-bob')
    bob.headers = { authorization: 'Bearer nonsense' }
    expect((await bob.approve(handle)).body['code']).toBe('invalid_token')
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  it('is refused at once when the account is disabled', async () => {
    const both = await beside()
    const phone = await phoneApp(both)
    expect((await phone.send('GET', '/session')).status).toBe(200)
    await both.server.parts.store.setDisabled('dora', true)
    expect((await phone.send('GET', '/session')).status).toBe(401)
  })

  it('is asked to wait while the provider’s keys cannot be had', async () => {
    const both = await beside()
    await both.issuer.goDown()
    const answer = await (await phoneApp(both)).send('GET', '/session')
    expect([answer.status, answer.body['code']]).toEqual([503, 'busy'])
    expect(answer.headers.get('retry-after')).toBe('5')
  })
})
