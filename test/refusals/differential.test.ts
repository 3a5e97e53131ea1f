import { describe, expect, it } from 'vitest'

import { App } from '../support/app.ts'
import { type Oracle, startOracle } from '../support/oracle.ts'
import type { Answer } from '../support/tv.ts'
import { credentialsOf, type House, openHouse, SECRETS } from './house.ts'
import { QUESTIONS, type Question, type Side } from './questions.ts'

interface Exception {
  ours: string
  theirs: string
  because: string
}

/** One exception for each of these. */
function alike(
  names: string[],
  each: (name: string) => [question: string, exception: Exception],
): Record<string, Exception> {
  return Object.fromEntries(names.map(each))
}

/** Where the two may differ: what each says, and the clause that lets ours. */
const EXCEPTIONS: Record<string, Exception> = {
  ...alike(['request', 'request_uri', 'registration'], (name) => [
    `ask: ${name}`,
    {
      ours: '200',
      theirs: `400 ${name}_not_supported`,
      because: 'RFC 8628 §3.1: unrecognized request parameters MUST be ignored',
    },
  ]),
  ...alike(['ask', 'token', 'refresh'], (call) => [
    `${call}: a client without the grant`,
    {
      ours: '400 unauthorized_client',
      theirs: '400 invalid_request',
      because: 'RFC 6749 §5.2, unauthorized_client: not authorized to use this grant type',
    },
  ]),
  ...alike(['Basic that is not base64', 'Basic without a colon', 'another scheme'], (what) => [
    `ask: ${what}`,
    {
      ours: '401 invalid_client',
      theirs: '400 invalid_request',
      because:
        'RFC 6749 §5.2, invalid_client: unsupported authentication method, and whoever tried by the ' +
        'Authorization header MUST be answered with 401',
    },
  ]),
  'token: pending, asked again at once': {
    ours: '400 slow_down',
    theirs: '400 authorization_pending',
    because: 'RFC 8628 §3.5, slow_down: still pending, and polling should go on more slowly',
  },
  'token: a grant for machines': {
    ours: '400 unauthorized_client',
    theirs: '400 unsupported_grant_type',
    because: 'RFC 6749 §5.2, unauthorized_client: we offer the grant, but not to this client',
  },
  'token: denied, asked again': {
    ours: '400 access_denied',
    theirs: '400 invalid_grant',
    because: 'RFC 8628 §3.5, access_denied: the request was denied; an answer may have been lost',
  },
  'revoke: another client’s': {
    ours: '400 invalid_grant',
    theirs: '200',
    because: 'RFC 7009 §2.1: not issued to this client, so it is refused and informed of the error',
  },
}

function ours(house: House): Side {
  const decided = async (app: App, decision: 'approve' | 'deny') => {
    const { handle, device_code } = await app.begin()
    const phone = house.phone()
    const said =
      decision === 'deny' ? phone.deny(handle) : phone.approve(handle, credentialsOf('ann'))
    expect((await said).status).toBe(200)
    return device_code
  }
  return {
    app: (clientId, self) => house.app(clientId, self),
    approved: (app) => decided(app, 'approve'),
    denied: (app) => decided(app, 'deny'),
    async expired(app) {
      const { device_code } = await app.begin()
      house.clock.now += 601
      return device_code
    },
    async orphaned(app) {
      const code = await decided(app, 'approve')
      await house.parts.store.deleteAccount('ann')
      return code
    },
  }
}

function theirs(oracle: Oracle): Side {
  const after = async (app: App, happens: (userCode: string) => Promise<void>) => {
    const { user_code, device_code } = await app.begin()
    await happens(user_code)
    return device_code
  }
  return {
    app: (clientId = 'app', self = {}) => new App(oracle.endpoints, clientId, self),
    approved: (app) => after(app, oracle.approve),
    denied: (app) => after(app, oracle.deny),
    expired: (app) => after(app, oracle.expire),
    async orphaned(app) {
      const code = await after(app, oracle.approve)
      oracle.forgetAccount()
      return code
    },
  }
}

function said({ status, body }: Answer): string {
  return body['error'] === undefined ? String(status) : `${status} ${body['error']}`
}

describe('asked the same, oidc-provider and we', () => {
  it('say the same, but where an RFC lets us differ', async () => {
    const oracle = await startOracle([
      { clientId: 'app', grants: ['device_code', 'refresh_token'], scope: 'watch rate' },
      { clientId: 'narrow', grants: ['device_code', 'refresh_token'], scope: 'watch' },
      { clientId: 'no-refresh', grants: ['device_code'] },
      { clientId: 'no-device', grants: ['refresh_token'] },
      { clientId: 'backend', secret: SECRETS.backend, grants: ['device_code', 'refresh_token'] },
      { clientId: 'bureau', secret: SECRETS.bureau, grants: ['device_code', 'refresh_token'] },
    ])
    const house = await openHouse()
    const [we, they] = [ours(house), theirs(oracle)]
    const differences: Record<string, { ours: string; theirs: string }> = {}
    // The one that takes the account away comes last.
    const last = 'token: the account is gone'
    const names = Object.keys(QUESTIONS).filter((name) => name !== last)
    for (const name of [...names, last]) {
      const question = QUESTIONS[name] as Question
      const [our, their] = [said(await question(we)), said(await question(they))]
      if (our !== their) differences[name] = { ours: our, theirs: their }
    }
    const expected = Object.fromEntries(
      Object.entries(EXCEPTIONS).map(([name, { because: _, ...each }]) => [name, each]),
    )
    expect(differences).toEqual(expected)
    expect(Object.keys(QUESTIONS).length).toBeGreaterThan(80)
  })

  it('differ for a reason that names its clause', () => {
    for (const [name, { because }] of Object.entries(EXCEPTIONS)) {
      expect(because, name).toMatch(/RFC \d{4} §\d/)
      expect(QUESTIONS, name).toHaveProperty([name])
    }
  })
})
