import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'

import { type Config, parseConfig } from '../../server/config.ts'
import { contradictions } from '../../server/config-contradictions.ts'

const ISSUERS = ['https://id.red.example', 'https://id.blue.example']

const red = { clientIds: ['app'], screens: ['red-screen', 'tv'], issuers: [ISSUERS[0]] }
const blue = { clientIds: ['app'], screens: ['blue-screen'], issuers: [ISSUERS[1]] }

function parsed(settings: object): Config | string[] {
  const result = parseConfig({
    accountIssuers: ISSUERS.map((issuer) => ({ issuer, audience: 'couchlink' })),
    clients: { 'red-screen': { name: 'Red' }, 'blue-screen': { name: 'Blue' } },
    ...settings,
  })
  return result.ok ? result.config : result.faults.map(({ path }) => path)
}

function faultsOf(tenants: object): string[] {
  const config = parsed({ tenants })
  return Array.isArray(config) ? config : contradictions(config).map(({ path }) => path)
}

describe('tenants in config.json', () => {
  test('W15: each has screens and issuers of its own, and they may share an app', () => {
    expect(faultsOf({ 'red.example': red, 'blue.example': blue })).toEqual([])
  })

  it('are written as docs/qr-auth.md shows it', () => {
    const text = readFileSync(new URL('../../docs/qr-auth.md', import.meta.url), 'utf8')
    const [shown = ''] = /( {4}.*\n)+/.exec(text) ?? []
    const config = parsed(JSON.parse(`{${shown}}`))
    expect(Array.isArray(config) ? config : contradictions(config)).toEqual([])
    expect(config).toMatchObject({ tenants: { 'carbon.super': { screens: ['portal', 'tv'] } } })
  })

  it.each([
    ['an issuer that two have', { issuers: [ISSUERS[0], ISSUERS[1]] }, 'issuers'],
    ['an issuer that is none of accountIssuers', { issuers: ['https://id.example'] }, 'issuers'],
    ['a screen that two have', { screens: ['blue-screen', 'tv'] }, 'screens'],
    ['a screen that is no client', { screens: ['blue-screen', 'ghost'] }, 'screens'],
  ])('are refused with %s', (_name, change, member) => {
    const faults = faultsOf({ 'red.example': red, 'blue.example': { ...blue, ...change } })
    expect(faults).toContain(`tenants.blue.example.${member}`)
  })

  it.each([
    ['no app', { clientIds: [] }],
    ['no screen', { screens: [] }],
    ['no issuer', { issuers: [] }],
    ['a setting that there is not', { secret: 'x' }],
  ])('are refused with %s', (_name, change) => {
    expect(faultsOf({ 'red.example': { ...red, ...change } })).toHaveLength(1)
  })

  it.each(['', 'two words', '__proto__x', 'a/b'])('are refused under the name "%s"', (name) => {
    expect(faultsOf({ [name]: red })).toHaveLength(1)
  })
})

describe('phoneApp in config.json', () => {
  it.each([
    'https://app.example',
    'https://app.example:8443',
    'http://localhost',
    'http://127.0.0.1:5173',
    'capacitor://localhost',
    'ionic://localhost',
  ])('takes the origin %s', (origin) => {
    expect(parsed({ phoneApp: { origins: [origin] } })).toMatchObject({
      phoneApp: { origins: [origin] },
    })
  })

  it.each([
    'null',
    '*',
    '',
    'https://*',
    'https://*.example',
    'https://app.example/',
    'https://app.example:443',
    'https://App.example',
    'https://user@app.example',
    'http://app.example',
    'app.example',
    'file://',
  ])('does not take "%s" for one', (origin) => {
    expect(parsed({ phoneApp: { origins: [origin] } })).toEqual(['phoneApp.origins.0'])
  })

  const print = Array(32).fill('AB').join(':')

  it.each([
    [{ appleAppIds: ['com.example.app'] }],
    [{ appleAppIds: ['TEAMID1234.*'] }],
    [{ appStoreId: 'id1234567890' }],
    [{ appStoreId: '1234567890"><script>' }],
    [{ androidApps: [{ package: 'app', fingerprints: [print] }] }],
    [{ androidApps: [{ package: 'com.example.app', fingerprints: [] }] }],
    [{ androidApps: [{ package: 'com.example.app', fingerprints: [print.toLowerCase()] }] }],
    [{ androidApps: [{ package: 'com.example.app', fingerprints: [`${print}:AB`] }] }],
  ])('does not take %j', (phoneApp) => {
    expect(parsed({ phoneApp })).toHaveLength(1)
  })
})
