import { describe, expect, it } from 'vitest'

import { parseConfig } from '../../server/config.ts'

const oidc = { issuer: 'https://id.example.com', clientId: 'couchlink', name: 'Example' }

function faultsOf(identity: object): string[] {
  const parsed = parseConfig({ identity })
  return parsed.ok ? [] : parsed.faults.map(({ path }) => path)
}

describe('who people are, in config.json', () => {
  it('is local accounts where nothing is said', () => {
    const parsed = parseConfig({})
    expect(parsed.ok && parsed.config.identity).toEqual({ local: true, signUp: false, oidc: null })
  })

  it('may be a provider alone, with the claims that most of them have', () => {
    const parsed = parseConfig({ identity: { local: false, oidc } })
    expect(parsed.ok && parsed.config.identity.oidc).toEqual({
      ...oidc,
      clientSecret: null,
      scope: 'openid profile',
      claims: { username: 'preferred_username', name: 'name', color: null },
    })
  })

  it.each([
    ['nobody can sign in', { local: false }, 'identity'],
    ['nobody can sign up', { local: false, signUp: true, oidc }, 'identity'],
    [
      'it is asked over plain http',
      { oidc: { ...oidc, issuer: 'http://id.example.com' } },
      'identity.oidc.issuer',
    ],
    ['it is no OpenID scope', { oidc: { ...oidc, scope: 'profile' } }, 'identity.oidc.scope'],
    ['a setting is unknown', { oidc: { ...oidc, secret: 'x' } }, 'identity.oidc.secret'],
  ])('is refused where %s', (_name, identity, path) => {
    expect(faultsOf(identity)).toEqual([path])
  })
})
