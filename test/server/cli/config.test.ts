import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { parseConfig } from '../../../server/config.ts'
import { Authority } from '../../support/certificate.ts'
import { temporaryFolder } from '../../support/server.ts'
import { couchlink, couchlinkHere, couchlinkJson, fileOf } from './command.ts'

const ACCOUNT_HASH = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA'
const CLIENT_HASH = `sha256:${'Q'.repeat(43)}`

describe('couchlink config check', () => {
  it('passes what the server would start with', async () => {
    const env = { CONFIG: configFile({ port: 9000 }) }
    const { code, out, err } = await couchlinkHere(['config', 'check'], env)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('valid')
    expect(await couchlinkJson(['config', 'check'], { env })).toEqual({ valid: true, faults: [] })
  })

  it('names every fault with its path and ends with 5', async () => {
    const env = {
      CONFIG: configFile({ link: { ttlSeconds: -1 }, accounts: { 'do ra': {} }, colour: 'red' }),
      PORT: 'eighty',
    }
    const { code, out, err } = await couchlink(['config', 'check'], { env })
    expect([code, out]).toEqual([5, ''])
    for (const path of ['link.ttlSeconds', 'accounts.do ra', 'colour', 'port']) {
      expect(err).toContain(`  ${path}: `)
    }
    const asked = await couchlinkHere(['config', 'check', '--json'], env)
    expect([asked.code, asked.err]).toEqual([5, ''])
    const { valid, faults } = JSON.parse(asked.out) as {
      valid: boolean
      faults: { path: string; expected: string }[]
    }
    expect(valid).toBe(false)
    expect(faults.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['link.ttlSeconds', 'accounts.do ra', 'colour', 'port']),
    )
    for (const { expected } of faults) expect(expected).not.toBe('')
  })

  it.each<[string, Record<string, string>, string]>([
    ['a file that is not there', { CONFIG: '/dev/null/none.json' }, 'cannot be read'],
    ['a file that is no JSON', { CONFIG: 'README.md' }, 'not JSON'],
    ['a variable that is no setting', { COUCHLINK_PROT: '1' }, 'COUCHLINK_PROT is not a setting'],
  ])('says of %s what is wrong, without inventing faults', async (_what, env, message) => {
    const { code, out } = await couchlinkHere(['config', 'check', '--json'], env)
    expect(code).toBe(5)
    const found = JSON.parse(out) as { message: string; faults: unknown[] }
    expect(found.message).toContain(message)
    expect(found.faults).toEqual([])
  })
})

describe('couchlink config check, of a certificate', () => {
  it('says whether the server could serve it', async () => {
    const authority = new Authority()
    const [one, other] = [authority.issue(), authority.issue()]
    const checked = (cert: string, key: string) => {
      const env = { CONFIG: configFile({ tls: { cert, key } }) }
      return couchlinkHere(['config', 'check', '--json'], env)
    }
    expect((await checked(one.cert, one.key)).code).toBe(0)
    const { code, out } = await checked(one.cert, other.key)
    expect(code).toBe(5)
    expect(JSON.parse(out)).toMatchObject({
      valid: false,
      message: expect.stringContaining('is not that of the certificate'),
    })
  })
})

describe('couchlink config print', () => {
  it('hides the secret by which the provider knows this server', async () => {
    const oidc = {
      issuer: 'https://id.example.com',
      clientId: 'couchlink',
      clientSecret: 'hunter2',
      name: 'Example',
    }
    const env = { CONFIG: configFile({ identity: { oidc } }) }
    const { out } = await couchlinkHere(['config', 'print'], env)
    expect(out).not.toContain('hunter2')
    const printed = JSON.parse(out) as { identity: { oidc: unknown } }
    expect(printed.identity.oidc).toMatchObject({ clientId: 'couchlink', clientSecret: '(hidden)' })
  })

  it('prints what the server would use, from file and environment, and no secret', async () => {
    const given = {
      accounts: { dora: { name: 'Dora', color: '#123456', password: ACCOUNT_HASH } },
      clients: { shelf: { name: 'Shelf', secret: CLIENT_HASH }, open: { name: 'Open' } },
      link: { ttlSeconds: 120 },
    }
    const env = { CONFIG: configFile(given), PORT: '9001', COUCHLINK_TV_GOODBYE_SECONDS: '7' }
    const { code, out } = await couchlink(['config', 'print'], { env })
    expect(code).toBe(0)
    expect(out).not.toContain('argon2id')
    expect(out).not.toContain('QQQ')
    const printed = JSON.parse(out)
    const parsed = parseConfig({ ...given, tv: { goodbyeSeconds: 7 }, port: 9001 })
    expect(printed).toEqual({
      ...(parsed.ok ? parsed.config : {}),
      dataDir: printed.dataDir,
      passwords: printed.passwords,
      accounts: { dora: { name: 'Dora', color: '#123456', password: '(hidden)' } },
      clients: {
        shelf: expect.objectContaining({ name: 'Shelf', secret: '(hidden)' }),
        open: expect.objectContaining({ name: 'Open', secret: null }),
      },
    })
    expect(await couchlinkJson(['config', 'print'], { env })).toMatchObject({ port: 9001 })
  })

  it('leaves no data folder behind', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    await couchlinkHere(['config', 'print'], { DATA_DIR: dataDir })
    await couchlinkHere(['config', 'check'], { DATA_DIR: dataDir })
    expect(existsSync(dataDir)).toBe(false)
  })
})

function configFile(settings: object): string {
  return fileOf(JSON.stringify(settings))
}
