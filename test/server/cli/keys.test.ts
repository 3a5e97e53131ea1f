import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { startServer, temporaryFolder } from '../../support/server.ts'
import { Tv } from '../../support/tv.ts'
import { couchlink, couchlinkHere, couchlinkJson } from './command.ts'

interface Listed {
  kid: string
  role: string
  sinceAt: number | null
}

type Rotated = { kid: string; previous: string | null }

describe('couchlink keys list', () => {
  it('is empty before the first start, and makes nothing', async () => {
    const env = { DATA_DIR: join(temporaryFolder(), 'data') }
    expect(await couchlinkJson(['keys', 'list'], { env })).toEqual([])
    expect((await couchlinkHere(['keys', 'list'], env)).out).toContain('No keys yet')
    expect(existsSync(env.DATA_DIR)).toBe(false)
  })

  it('tells which key signs, and none of them', async () => {
    const { env, url, dataDir } = await rotated()
    const listed = await couchlinkJson<Listed[]>(['keys', 'list'], { env })
    expect(listed.map(({ role }) => role)).toEqual(['next', 'current', 'previous'])
    const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[]
    }
    expect(keys.length).toBeGreaterThan(0)
    const { out } = await couchlink(['keys', 'list'], { env })
    const { current } = JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')) as {
      current: { kid: string; d: string }
    }
    expect(out).toMatch(
      new RegExp(`^${current.kid} {2}current {3}\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d {2}signs$`, 'm'),
    )
    expect(out + JSON.stringify(listed)).not.toContain(current.d)
  })
})

describe('couchlink keys rotate', () => {
  it('before there are keys ends with 3', async () => {
    const { code, err } = await couchlink(['keys', 'rotate'])
    expect(code).toBe(3)
    expect(err).toContain('no keys yet')
  })

  it('lets the next key sign, and is refused with 4 a second time too soon', async () => {
    const { dataDir } = await startServer()
    const env = { DATA_DIR: dataDir }
    const before = await couchlinkJson<Listed[]>(['keys', 'list'], { env })
    const made = await couchlinkJson<Rotated>(['keys', 'rotate'], { env })
    expect(made.kid).toBe(before.find(({ role }) => role === 'next')?.kid)
    expect(made.previous).toBe(before.find(({ role }) => role === 'current')?.kid)
    const { code, out, err } = await couchlink(['keys', 'rotate'], { env })
    expect([code, out]).toEqual([4, ''])
    expect(err).toMatch(/ (3[56]\d\d) s\.\n/)
    expect(err).toContain('--now')
  })

  it('waits for the longest life of any token', async () => {
    const { env } = await rotated()
    const long = { ...env, COUCHLINK_TOKENS_ACCESS_TTL_SECONDS: '90000' }
    expect((await couchlinkHere(['keys', 'rotate'], long)).err).toMatch(/ (89|90)\d{3} s\.\n/)
    const short = {
      ...env,
      COUCHLINK_TOKENS_ACCESS_TTL_SECONDS: '10',
      COUCHLINK_TOKENS_NOTICES_TTL_SECONDS: '80000',
    }
    expect((await couchlinkHere(['keys', 'rotate'], short)).err).toMatch(/ (79|80)\d{3} s\.\n/)
  })

  it('reaches a server that runs, which signs in TVs without a break', async () => {
    const server = await startServer({ tokens: { keysReloadMs: 10 } })
    const env = { DATA_DIR: server.dataDir }
    const tv = await Tv.boot(server.url)
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
    const { kid } = await couchlinkJson<Rotated>(['keys', 'rotate'], { env })
    await expect.poll(() => signedBy(server.url)).toBe(kid)
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  it('with --now ends every token there is, also too soon after another', async () => {
    const server = await startServer({ tokens: { keysReloadMs: 10 } })
    const env = { DATA_DIR: server.dataDir }
    await couchlinkJson(['keys', 'rotate'], { env })
    const tv = await Tv.boot(server.url)
    const { code, out } = await couchlink(['keys', 'rotate', '--now'], { env })
    expect(code).toBe(0)
    expect(out).toContain('forgotten')
    await expect.poll(async () => (await tv.hello()).body['code']).toBe('invalid_token')
    const roles = (await couchlinkJson<Listed[]>(['keys', 'list'], { env })).map(({ role }) => role)
    expect(roles).toEqual(['next', 'current'])
  })

  it.each(['list', 'rotate'])(
    '%s of a file that is not ours ends with 1 and leaves it',
    async (verb) => {
      const env = { DATA_DIR: temporaryFolder() }
      const file = join(env.DATA_DIR, 'keys.json')
      writeFileSync(file, '{"secret":"somebody else"}')
      const { code, out, err } = await couchlinkHere(['keys', verb], env)
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(file)
      expect(err).not.toMatch(/^ +at /m)
      expect(readFileSync(file, 'utf8')).toBe('{"secret":"somebody else"}')
    },
  )
})

/** A server whose keys have been rotated once. */
async function rotated() {
  const server = await startServer()
  const env = { DATA_DIR: server.dataDir }
  await couchlinkJson(['keys', 'rotate'], { env })
  return { ...server, env }
}

/** The key that signs a new token. */
async function signedBy(url: string): Promise<string> {
  const { token } = await Tv.boot(url)
  const [header = ''] = token.split('.')
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
}
