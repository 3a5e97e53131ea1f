import { describe, expect, it } from 'vitest'

import { Phone } from '../../support/phone.ts'
import { accounts, passwordOf, startServer } from '../../support/server.ts'
import { Tv } from '../../support/tv.ts'
import { couchlink, couchlinkHere, couchlinkJson } from './command.ts'

const IN_ADVANCE = 'a-device-that-stands-in-config-json-before-it-is-on'

interface Listed {
  deviceId: string
  username: string | null
  name: string | null
  model: string | null
  boundAt: number | null
  askedAt: number | null
}

describe('couchlink devices list', () => {
  it('is empty on a fresh data folder', async () => {
    expect(await couchlinkJson(['devices', 'list'])).toEqual([])
    expect((await couchlinkHere(['devices', 'list'])).out).toContain('No devices yet')
  })

  it('lists whose each device is, beside a running server, with no id cut', async () => {
    const { env, server, tv, stranger } = await livingRoom()
    const listed = await couchlinkJson<Listed[]>(['devices', 'list'], { env })
    const byId = new Map(listed.map((device) => [device.deviceId, device]))
    expect([...byId.keys()].sort()).toEqual([IN_ADVANCE, stranger.deviceId, tv.deviceId].sort())
    expect(byId.get(tv.deviceId)).toMatchObject({
      username: 'dora',
      name: 'Living room',
      model: 'Model 9',
      boundAt: server.clock.now,
      askedAt: server.clock.now,
    })
    expect(byId.get(stranger.deviceId)).toMatchObject({ username: null, boundAt: null })
    expect(byId.get(IN_ADVANCE)).toMatchObject({ username: 'bo', askedAt: null })

    const { out } = await couchlink(['devices', 'list'], { env: { ...env, TZ: 'UTC' } })
    const [heading = '', ...lines] = out.trimEnd().split('\n')
    const line = lines.find((text) => text.startsWith(tv.deviceId)) ?? ''
    const when = new Date(server.clock.now * 1000).toISOString().slice(0, 16).replace('T', ' ')
    expect(line).toContain(`dora     ${when}  "Living room"  "Model 9"`)
    expect(heading.indexOf('ACCOUNT')).toBe(line.indexOf('dora'))
    expect(heading.indexOf('NAME')).toBe(line.indexOf('"Living room"'))
  })

  it('lists those of one account alone', async () => {
    const { env, tv } = await livingRoom()
    const listed = await couchlinkJson<Listed[]>(['devices', 'list', '--account', 'Dora'], { env })
    expect(listed.map(({ deviceId }) => deviceId)).toEqual([tv.deviceId])
    expect((await couchlinkHere(['devices', 'list', '--account', 'nobody'], env)).code).toBe(3)
  })
})

describe('couchlink devices unbind', () => {
  it('signs a TV out at once, once', async () => {
    const { env, tv } = await livingRoom()
    const unbind = ['devices', 'unbind', tv.deviceId]
    expect((await tv.hello()).status).toBe(200)
    const { code, out } = await couchlink(unbind, { env })
    expect(code).toBe(0)
    expect(out).toContain('when it next asks')
    const { status, body } = await tv.hello()
    expect([status, body['code']]).toEqual([401, 'device_not_bound'])
    const { deviceId } = tv
    expect(await couchlinkJson(unbind, { env })).toEqual({ deviceId, unbound: false })
  })

  it('is remembered of a device that stands in config.json', async () => {
    const { env, server, settings } = await livingRoom()
    await couchlinkJson(['devices', 'unbind', IN_ADVANCE], { env })
    await server.close()
    await startServer(settings, { dataDir: server.dataDir })
    const listed = await couchlinkJson<Listed[]>(['devices', 'list'], { env })
    expect(listed.find(({ deviceId }) => deviceId === IN_ADVANCE)?.username).toBe(null)
  })

  it('of a device that nobody has seen ends with 3', async () => {
    const { code, out, err } = await couchlink(['devices', 'unbind', 'key_nobody'])
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('no device key_nobody')
  })
})

describe('couchlink devices provision', () => {
  it('makes a key whose device greets at its first start', async () => {
    const { deviceId, tvUrl } = await couchlinkJson<{ deviceId: string; tvUrl: string }>([
      'devices',
      'provision',
    ])
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
    const { out } = await couchlinkHere(['devices', 'provision', 'dora'])
    expect(out).toMatch(/"key_[A-Za-z0-9_-]{43}": "dora"/)
    expect(out).toMatch(/\/tv\/#key=/)
  })
})

/** A server with Dora's TV, one of Bo's that was never on, and one that shows its code. */
async function livingRoom() {
  const settings = { accounts: await accounts('dora', 'bo'), devices: { [IN_ADVANCE]: 'bo' } }
  const server = await startServer(settings)
  server.clock.now += 1
  const tv = await Tv.boot(server.url, { device_name: 'Living room', device_model: 'Model 9' })
  const { handle } = await tv.requestLink()
  const credentials = { username: 'dora', password: passwordOf('dora') }
  await new Phone(server.url).approve(handle, credentials)
  const stranger = await Tv.boot(server.url)
  await stranger.requestLink()
  return { server, settings, tv, stranger, env: { DATA_DIR: server.dataDir } }
}
