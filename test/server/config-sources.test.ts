import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { ConfigFault, loadConfig } from '../../server/config-sources.ts'
import { temporaryFolder } from '../support/server.ts'

function fileWith(value: unknown): string {
  const path = join(temporaryFolder(), 'config.json')
  writeFileSync(path, JSON.stringify(value))
  return path
}

const TITLE = { id: 'tide', title: 'Tide', color: '#3D8BB4', video: 'tide/index.m3u8' }

describe('the configuration', () => {
  it('has a default for everything, and cannot be changed once read', () => {
    const config = loadConfig({ CONFIG: fileWith({}) })
    expect(config).toMatchObject({
      port: 8080,
      publicUrl: null,
      dataDir: 'data',
      tv: { goodbyeSeconds: 5 },
    })
    expect(Object.isFrozen(config)).toBe(true)
    expect(Object.isFrozen(config.link)).toBe(true)
  })

  it('comes from the file, and from the environment before the file', () => {
    const CONFIG = fileWith({ port: 1, link: { ttlSeconds: 60, intervalSeconds: 7 } })
    const config = loadConfig({
      CONFIG,
      PORT: '9000',
      PUBLIC_URL: 'https://tv.example.com/couch/',
      LOG_LEVEL: 'warn',
      COUCHLINK_LINK_TTL_SECONDS: '120',
      COUCHLINK_TRUSTED_PROXIES: '["10.0.0.0/8"]',
      COUCHLINK_MQTT_TCP_PORT: '1883',
    })
    expect(config).toMatchObject({
      port: 9000,
      publicUrl: 'https://tv.example.com/couch',
      logLevel: 'warn',
      link: { ttlSeconds: 120, intervalSeconds: 7 },
      trustedProxies: ['10.0.0.0/8'],
      mqtt: { tcpPort: 1883 },
    })
  })

  it('with a fault names every place of it and what was expected', () => {
    const CONFIG = fileWith({
      port: 70_000,
      colour: 1,
      accounts: { eliza: { name: '', color: 'red', password: 'Senza2024' } },
      rails: [{ id: 'one', name: 'One', titles: [{ ...TITLE, id: 'Not Lower' }] }],
      link: { ttl: 5 },
    })
    const faults = () => loadConfig({ CONFIG, PUBLIC_URL: 'tv.example.com' })
    expect(faults).toThrow(ConfigFault)
    for (const part of [
      /port: /,
      /colour: there is no such setting/,
      /accounts\.eliza\.color: a colour as #RRGGBB/,
      /accounts\.eliza\.password: an argon2id hash/,
      /rails\.0\.titles\.0\.id: lower-case/,
      /link\.ttl: there is no such setting/,
      /publicUrl: an http or https URL/,
    ]) {
      expect(faults).toThrow(part)
    }
  })

  it('takes titles by URL and by path, and the same title in several rails', () => {
    const elsewhere = { ...TITLE, id: 'other', video: 'https://m.example/a/b.mp4?x=1' }
    const CONFIG = fileWith({
      rails: [
        { id: 'new', name: 'New', titles: [TITLE, elsewhere] },
        { id: 'sea', name: 'Sea', titles: [TITLE] },
      ],
      watch: { origins: ['https://m.example', 'http://10.0.0.2:8081'] },
    })
    const { rails } = loadConfig({ CONFIG })
    expect(rails.map(({ titles }) => titles.map(({ id }) => id))).toEqual([
      ['tide', 'other'],
      ['tide'],
    ])
    expect(rails[1]?.titles[0]).toMatchObject({ poster: null, type: null, captions: [] })
  })

  it('takes no title that lies outside the media folder or stands for two', () => {
    const faultOf = (...titles: object[]) => {
      const CONFIG = fileWith({ rails: [{ id: 'one', name: 'One', titles }] })
      return () => loadConfig({ CONFIG })
    }
    for (const video of [
      'clip.mp4',
      '../clip/clip.mp4',
      'clip/../../etc/passwd',
      'clip/.hidden.mp4',
      '/clip/clip.mp4',
      'clip//clip.mp4',
      'clip/%2e%2e/x.mp4',
      'clip\\clip.mp4',
      'clip/a b.mp4',
      'javascript:alert(1)/x.mp4',
      'file:///etc/passwd',
      'data:video/mp4,x/y',
    ]) {
      expect(faultOf({ ...TITLE, video }), video).toThrow(/titles\.0\.video: an http or https URL/)
      const captions = [{ lang: 'en', label: 'English', url: video }]
      expect(faultOf({ ...TITLE, captions }), video).toThrow(/captions\.0\.url: an http/)
    }
    expect(faultOf({ ...TITLE, poster: 'javascript:alert(1)' })).toThrow(/poster/)
    expect(faultOf(TITLE, TITLE)).toThrow(/titles that stand once in their rail/)
    const many = (count: number, from = 0) =>
      Array.from({ length: count }, (_, index) => ({ ...TITLE, id: `t-${from + index}` }))
    expect(faultOf(...many(201))).toThrow(ConfigFault)
    const rail = (id: string, titles: object[]) => ({ id, name: 'R', titles })
    const faultIn = (...rails: object[]) => {
      const CONFIG = fileWith({ rails })
      return () => loadConfig({ CONFIG })
    }
    expect(faultIn(rail('one', []), rail('one', []))).toThrow(/rails of different ids/)
    expect(faultIn(rail('one', [TITLE]), rail('two', [{ ...TITLE, title: 'Not tide' }]))).toThrow(
      /titles that are the same/,
    )
    const six = [0, 1, 2, 3, 4, 5].map((n) => rail(`r-${n}`, many(200, 200 * n)))
    expect(faultIn(...six)).toThrow(/at most 1000 titles/)
    expect(faultIn(...six.slice(0, 5))).not.toThrow()
    expect(faultIn(...Array.from({ length: 21 }, (_, n) => rail(`r-${n}`, [])))).toThrow(
      ConfigFault,
    )
  })

  it('takes where to watch only as it can be used', () => {
    for (const watch of [
      { catalogueUrl: 'http://catalogue.example/all' },
      { catalogueUrl: 'file:///etc/passwd' },
      { origins: ['https://m.example/'] },
      { origins: ['*'] },
      { origins: ["https://m.example;script-src 'unsafe-inline'"] },
      { mediaSeconds: 0 },
    ]) {
      const CONFIG = fileWith({ watch })
      expect(() => loadConfig({ CONFIG }), JSON.stringify(watch)).toThrow(ConfigFault)
    }
    const CONFIG = fileWith({ watch: { catalogueUrl: 'http://127.0.0.1:9/all' } })
    expect(loadConfig({ CONFIG }).watch).toMatchObject({
      catalogueSeconds: 60,
      mediaSeconds: 600,
      ownMediaSeconds: 3600,
      mediaDir: null,
    })
  })

  it('says what is wrong with clients and issuers, and repeats no secret', () => {
    const CONFIG = fileWith({
      clients: {
        tv: { name: 'x' },
        app: { name: 'App', secret: 'hunter2', ttlSeconds: 'hunter2' },
      },
      platforms: [
        { name: 'acme', issuer: 'acme', audience: 'x' },
        { name: 'key', issuer: 'https://a.example', audience: 'x', subject: 'none' },
      ],
      accountIssuers: [
        { issuer: 'http://id.example', audience: 'a' },
        { issuer: 'x', jwksUri: 'http://id.example/jwks', audience: 'a' },
        { issuer: 'x', jwksUri: 'http://localhost:9/jwks', audience: 'a' },
      ],
    })
    let message = ''
    try {
      loadConfig({ CONFIG })
    } catch (error) {
      message = (error as Error).message
    }
    expect(message.split('\n').slice(1)).toEqual([
      '  clients.tv: a client id of letters, digits, dots and dashes other than "tv"',
      '  clients.app.secret: the hash that "couchlink clients secret" prints',
      '  clients.app.ttlSeconds: Invalid type: Expected number',
      '  platforms.0: a jwksUri, since the issuer is no https URL to ask for its keys',
      '  platforms.1.name: another name than "key" and "link"',
      '  platforms.1.subject: a pattern with one {deviceId}',
      '  accountIssuers.0: a jwksUri, since the issuer is no https URL to ask for its keys',
      '  accountIssuers.1.jwksUri: an https URL (http only on this machine)',
    ])
    expect(message).not.toContain('hunter2')
  })

  it.each([
    ['http://tv.example.com', /publicUrl: an https URL\. Over http everybody .* docs\/https\.md/],
    ['http://8.8.8.8:8080', /publicUrl: an https URL\. Over http everybody/],
    ['http://[2001:db8::1]/couch', /publicUrl: an https URL\. Over http everybody/],
  ])('refuses %s, which is public and plain', (PUBLIC_URL, sentence) => {
    const CONFIG = fileWith({})
    expect(() => loadConfig({ CONFIG, PUBLIC_URL })).toThrow(ConfigFault)
    expect(() => loadConfig({ CONFIG, PUBLIC_URL })).toThrow(sentence)
  })

  it.each([
    'https://tv.example.com',
    'http://192.168.1.5:8080',
    'http://couch.local',
    'http://tv.lan/couch',
    'http://localhost:8080',
    'http://[fd00::1]:8080',
  ])('takes %s', (PUBLIC_URL) => {
    expect(loadConfig({ CONFIG: fileWith({}), PUBLIC_URL }).publicUrl).toBe(PUBLIC_URL)
  })

  it('refuses settings that contradict each other, all of them at once', () => {
    const CONFIG = fileWith({
      publicUrl: 'http://couch.local',
      tls: { cert: 'cert.pem', key: 'key.pem' },
      trustedProxies: ['10.0.0.0/8', '10.0.0.0/33', '::1', '10.0.0'],
      risk: { listed: ['2001:db8::/32', '2001:db8::/129', '1/2/3'] },
    })
    let faults: readonly { path: string }[] = []
    try {
      loadConfig({ CONFIG })
    } catch (error) {
      faults = (error as ConfigFault).faults
    }
    expect(faults.map(({ path }) => path)).toEqual([
      'publicUrl',
      'trustedProxies.1',
      'trustedProxies.3',
      'risk.listed.1',
      'risk.listed.2',
    ])
  })

  it('refuses variables that are no setting, and lists those that are', () => {
    const CONFIG = fileWith({})
    expect(() => loadConfig({ CONFIG, COUCHLINK_LINK_TTL: '5' })).toThrow(
      /COUCHLINK_LINK_TTL is not a setting/,
    )
    expect(() => loadConfig({ CONFIG, COUCHLINK_LINK_TTL: '5' })).toThrow(/link\.ttlSeconds/)
  })

  it('may do without its file, unless that was named', () => {
    expect(() => loadConfig({ CONFIG: '/nowhere/config.json' })).toThrow(/cannot be read/)
  })

  it('shipped with Couchlink is valid', () => {
    const path = new URL('../../config.json', import.meta.url).pathname
    expect(loadConfig({ CONFIG: path }).rails.length).toBeGreaterThan(2)
  })
})
