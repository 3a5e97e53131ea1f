import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'

import { Phone } from '../../support/phone.ts'
import { startServer } from '../../support/server.ts'
import { Tv } from '../../support/tv.ts'

const ROOT = new URL('../../..', import.meta.url).pathname

function couchlink(
  args: string[],
  input = '',
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions=source', 'server/cli/couchlink.ts', ...args],
      { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' } },
    )
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }))
    child.stdin.end(input)
  })
}

describe('couchlink accounts hash', () => {
  it('reads a password from its input and makes a hash that signs in', async () => {
    const { code, out } = await couchlink(['accounts', 'hash'], 'correct horse battery\n')
    expect(code).toBe(0)
    expect(out).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$\S+\n$/)
    const server = await startServer({
      accounts: { Dora: { name: 'Dora', color: '#AABBCC', password: out.trim() } },
    })
    expect((await new Phone(server.url).signIn('dora', 'correct horse battery')).status).toBe(200)
  })

  it('refuses one that is too short, and says so', async () => {
    const { code, out, err } = await couchlink(['accounts', 'hash'], 'short\n')
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('at least 8 characters')
  })
})

describe('couchlink devices provision', () => {
  it('makes a key whose device greets at its first start', async () => {
    const { code, out } = await couchlink(['devices', 'provision', '--json'])
    expect(code).toBe(0)
    const { deviceId, tvUrl } = JSON.parse(out) as { deviceId: string; tvUrl: string }
    const fragment = new URL(tvUrl).hash.replace('#key=', '')
    const { x, y, d } = JSON.parse(Buffer.from(fragment, 'base64url').toString()) as Record<
      string,
      string
    >
    const tv = await Tv.ofKey('http://unused.test', { kty: 'EC', crv: 'P-256', x, y, d })
    expect(tv.deviceId).toBe(deviceId)
    const server = await startServer({ devices: { [deviceId]: 'eliza' } })
    const booted = tv.at(server.url)
    await booted.askToken()
    expect((await booted.hello()).body.name).toBe('Eliza')
  })

  it('tells a person what to write where', async () => {
    const { out } = await couchlink(['devices', 'provision', 'dora'])
    expect(out).toMatch(/"key_[A-Za-z0-9_-]{43}": "dora"/)
    expect(out).toMatch(/\/tv\/#key=/)
  })
})

describe('couchlink', () => {
  it('called wrongly ends with 2 and says what it knows', async () => {
    const { code, err } = await couchlink(['nonsense'])
    expect(code).toBe(2)
    expect(err).toContain('unknown command')
    expect((await couchlink(['--help'])).code).toBe(0)
  })
})
