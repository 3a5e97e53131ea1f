import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, get, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'

import type { Catalogue, Media } from '#contract/title'

import { rotateKeys } from '../../server/credentials/keys.ts'
import { Phone } from '../support/phone.ts'
import {
  accounts,
  passwordOf,
  type Settings,
  startServer,
  type TestServer,
  temporaryFolder,
} from '../support/server.ts'
import { Tv } from '../support/tv.ts'

const MIB = 1024 * 1024
const FILM = Buffer.alloc(24 * MIB, 'film')
const OTHER_FILM = 'https://media.example/tide/index.m3u8?region=eu'

const RAILS = [
  {
    id: 'tonight',
    name: 'Tonight',
    titles: [
      {
        id: 'clip',
        title: 'Clip',
        description: 'One file.',
        color: '#3D8BB4',
        video: 'clip/clip.mp4',
        captions: [
          { lang: 'en', label: 'English', url: 'clip/en.vtt' },
          { lang: 'de', label: 'Deutsch', url: 'words/de.vtt' },
        ],
      },
      { id: 'tide', title: 'Tide', color: '#3D8BB4', video: 'tide/index.m3u8' },
      {
        id: 'elsewhere',
        title: 'Elsewhere',
        color: '#3D8BB4',
        video: OTHER_FILM,
        poster: 'https://posters.example/e.jpg',
      },
    ],
  },
]

/** A server that plays files of its own; dora and bob live there. */
async function start(settings: Settings = {}): Promise<TestServer> {
  const mediaDir = temporaryFolder()
  for (const [path, content] of Object.entries({
    'clip/clip.mp4': FILM,
    'clip/en.vtt': 'WEBVTT\n',
    'clip/page.html': '<script>alert(1)</script>',
    'clip/.hidden.mp4': 'hidden',
    'clip/inner/more.mp4': 'more',
    'clips/other.mp4': 'other',
    'words/de.vtt': 'WEBVTT\n',
    'tide/index.m3u8': '#EXTM3U\npart-0.m4s\n',
    'tide/part-0.m4s': 'segment',
    'root.mp4': 'root',
  })) {
    mkdirSync(join(mediaDir, path, '..'), { recursive: true })
    writeFileSync(join(mediaDir, path), content)
  }
  const { watch = {}, ...rest } = settings
  return startServer({
    accounts: await accounts('dora', 'bob'),
    rails: RAILS,
    watch: { mediaDir, ...(watch as object) },
    ...rest,
  })
}

async function bind(server: TestServer, tv: Tv, name: string): Promise<void> {
  const { handle } = await tv.requestLink()
  const credentials = { username: name, password: passwordOf(name) }
  expect((await new Phone(server.url).approve(handle, credentials)).status).toBe(200)
}

async function boundTv(server: TestServer, name = 'dora'): Promise<Tv> {
  const tv = await Tv.boot(server.url)
  tv.now = () => server.clock.now
  await bind(server, tv, name)
  return tv
}

async function mediaOf(tv: Tv, id: string): Promise<Media> {
  const answer = await tv.call('GET', `/titles/${id}/media`)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body as unknown as Media
}

/** As a player asks, without any header of ours. */
async function play(server: TestServer, url: string, init: RequestInit = {}) {
  const response = await fetch(`${server.url}/${url}`, init)
  const { status, headers } = response
  const bytes = Buffer.from(await response.arrayBuffer())
  const isProblem = headers.get('content-type')?.includes('problem') && bytes.length > 0
  return { status, headers, bytes, code: isProblem ? JSON.parse(bytes.toString()).code : null }
}

/** The status of a path that is sent as it stands: `fetch` would tidy it up before. */
function statusOf(server: TestServer, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path }, (response) => {
      response.destroy()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

function tokenIn(url: string): string {
  return /(?:media\/|token=)([^/&]+)/.exec(url)?.[1] ?? ''
}

describe('what there is to watch', () => {
  it('is shown to bound devices alone, in rails, and says nothing of where the videos lie', async () => {
    const server = await start()
    const tv = await Tv.boot(server.url)
    expect((await tv.call('GET', '/titles')).body['code']).toBe('device_not_bound')
    await bind(server, tv, 'dora')
    const { body } = await tv.call('GET', '/titles')
    const { rails } = body as unknown as Catalogue
    expect(rails.map(({ id, name }) => [id, name])).toEqual([['tonight', 'Tonight']])
    expect(rails[0]?.titles[0]).toEqual({
      id: 'clip',
      title: 'Clip',
      description: 'One file.',
      color: '#3D8BB4',
      poster: null,
    })
    expect(rails[0]?.titles[2]?.poster).toBe('https://posters.example/e.jpg')
    expect(JSON.stringify(body)).not.toMatch(/mp4|m3u8|vtt/)
  })

  it('plays for bound devices alone, by an address that is theirs', async () => {
    const server = await start()
    const tv = await Tv.boot(server.url)
    expect((await tv.call('GET', '/titles/clip/media')).body['code']).toBe('device_not_bound')
    await bind(server, tv, 'dora')
    const media = await mediaOf(tv, 'clip')
    expect(media).toMatchObject({ type: 'file', expires_in: 3600 })
    expect(media.captions.map(({ lang, label }) => [lang, label])).toEqual([
      ['en', 'English'],
      ['de', 'Deutsch'],
    ])
    const film = await play(server, media.url)
    expect([film.status, film.bytes.equals(FILM)]).toEqual([200, true])
    expect(Object.fromEntries(film.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'cache-control': 'private, no-store',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    })
    for (const { url } of media.captions) {
      const words = await play(server, url)
      expect([words.status, words.headers.get('content-type')]).toEqual([
        200,
        'text/vtt; charset=utf-8',
      ])
    }
  })

  it('is unknown by another id', async () => {
    const server = await start()
    const tv = await boundTv(server)
    for (const id of ['nothing', '__proto__', 'clip%2F..', '%00']) {
      const answer = await tv.call('GET', `/titles/${id}/media`)
      expect([answer.status, answer.body['code']], id).toEqual([404, 'title_unknown'])
    }
  })

  it('carries the token to what a playlist names beside itself', async () => {
    const server = await start()
    const { url, type } = await mediaOf(await boundTv(server), 'tide')
    expect(type).toBe('hls')
    const playlist = await play(server, url)
    expect(playlist.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
    const part = new URL(playlist.bytes.toString().split('\n')[1] ?? '', `${server.url}/${url}`)
    const segment = await play(server, part.pathname.slice(1))
    expect([segment.status, segment.bytes.toString()]).toEqual([200, 'segment'])
    expect(segment.headers.get('content-type')).toBe('video/iso.segment')
  })

  it('that lies elsewhere gets a token that anybody can check by our keys', async () => {
    const server = await start()
    const tv = await boundTv(server)
    const { body } = await tv.hello()
    const { url } = await mediaOf(tv, 'elsewhere')
    expect(url.startsWith(`${OTHER_FILM}&token=`)).toBe(true)
    const keys = createLocalJWKSet(
      await (await fetch(`${server.url}/.well-known/jwks.json`)).json(),
    )
    const { payload, protectedHeader } = await jwtVerify(tokenIn(url), keys, {
      typ: 'media+jwt',
      issuer: server.url,
      audience: server.url,
    })
    expect(protectedHeader.alg).toBe('ES256')
    expect(payload).toMatchObject({
      sub: tv.deviceId,
      binding: body.binding,
      title: 'elsewhere',
      path: 'https://media.example/tide/',
      exp: server.clock.now + 600,
    })
    const paths = ['tide/index.m3u8', 'https:/media.example/tide/index.m3u8', '']
    for (const path of paths) {
      expect((await play(server, `media/${tokenIn(url)}/${path}`)).status, path).toBeOneOf([
        401, 404,
      ])
    }
  })

  it('is asked for by methods that change nothing', async () => {
    const server = await start()
    const tv = await boundTv(server)
    const { url } = await mediaOf(tv, 'clip')
    for (const [path, by] of [
      ['titles/clip/media', 'GET'],
      [url, 'GET, HEAD'],
    ] as const) {
      const answer = await play(server, path, { method: 'POST' })
      expect([answer.status, answer.headers.get('allow')], path).toEqual([405, by])
    }
  })
})

describe('a video', () => {
  it('is sent in the parts that are asked for', async () => {
    const server = await start()
    const { url } = await mediaOf(await boundTv(server), 'clip')
    const size = FILM.length
    for (const [range, from, to] of [
      ['bytes=0-3', 0, 3],
      ['bytes=1000-1999', 1000, 1999],
      [`bytes=${size - 10}-`, size - 10, size - 1],
      ['bytes=-5', size - 5, size - 1],
    ] as const) {
      const part = await play(server, url, { headers: { range } })
      expect([part.status, part.headers.get('content-range')], range).toEqual([
        206,
        `bytes ${from}-${to}/${size}`,
      ])
      expect(part.bytes.equals(FILM.subarray(from, to + 1)), range).toBe(true)
    }
    const beyond = await play(server, url, { headers: { range: `bytes=${size}-` } })
    expect([beyond.status, beyond.headers.get('content-range'), beyond.bytes.length]).toEqual([
      416,
      `bytes */${size}`,
      0,
    ])
    const head = await play(server, url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([
      200,
      String(size),
      0,
    ])
  })

  it('may be asked for with a range by a packaged app, whose browser asks first', async () => {
    const server = await start()
    const { url } = await mediaOf(await boundTv(server), 'clip')
    const allowed = await play(server, url, { method: 'OPTIONS' })
    expect([allowed.status, allowed.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'Range',
    ])
    const part = await play(server, url, { headers: { range: 'bytes=0-3', origin: 'null' } })
    expect(part.headers.get('access-control-expose-headers')).toContain('Content-Range')
  })

  it('is not reached by the token of another title, nor by one that climbs', async () => {
    const server = await start()
    const tv = await boundTv(server)
    const [clip, tide] = [await mediaOf(tv, 'clip'), await mediaOf(tv, 'tide')]
    const base = `/media/${tokenIn(clip.url)}`
    expect(await statusOf(server, `${base}/clip/clip.mp4`)).toBe(200)
    expect(await statusOf(server, `${base}/clip/inner/more.mp4`)).toBe(200)
    const others = [
      '/tide/index.m3u8',
      '/words/de.vtt',
      '/clips/other.mp4',
      '/root.mp4',
      '/clip',
      '/clip/',
      '/clip//clip.mp4',
      '//clip/clip.mp4',
      '/clip/../tide/index.m3u8',
      '/clip/./clip.mp4',
      '/clip/%2e%2e/tide/index.m3u8',
      '/clip/%2E%2E%2Ftide%2Findex.m3u8',
      '/clip/..%2ftide%2findex.m3u8',
      '/clip/..%5ctide%5cindex.m3u8',
      '/clip/..\\tide\\index.m3u8',
      '/clip/%252e%252e/tide/index.m3u8',
      '/clip/%252e%252e%252ftide%252findex.m3u8',
      '/clip/..%c0%af/tide/index.m3u8',
      '/clip/%c0%ae%c0%ae/tide/index.m3u8',
      '/clip/..;/tide/index.m3u8',
      '/clip/\u2025/tide/index.m3u8'.replace('\u2025', '%E2%80%A5'),
      '/clip/.hidden.mp4',
      '/clip/%2ehidden.mp4',
      '/clip/page.html',
      '/clip/clip.mp4%00',
      '/clip/clip.mp4%00.vtt',
      '/clip/nothing.mp4',
      '/clip/inner',
      '/clip/clip.mp4/',
      '/CLIP/clip.mp4',
      '/etc/passwd',
      '/../../../../etc/passwd',
      '/clip/../../../../../../etc/passwd',
    ]
    for (const path of others) {
      expect(await statusOf(server, base + path), path).toBeOneOf([400, 401, 404])
    }
    expect(await statusOf(server, `/media/${tokenIn(tide.url)}/clip/clip.mp4`)).toBe(401)
  })

  it('is played by nothing but a media token of ours that has not ended', async () => {
    const server = await start()
    const tv = await boundTv(server)
    const { url } = await mediaOf(tv, 'clip')
    const good = tokenIn(url)
    const [header = '', payload = '', signature = ''] = good.split('.')
    const other = await start()
    const otherTv = await boundTv(other)
    const { notices } = await tv.requestLink()
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const rewritten = (change: object) =>
      Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url')
    for (const [what, token] of [
      ['an access token', tv.token],
      ['a notice token', notices.token],
      ['the token of another server', tokenIn((await mediaOf(otherTv, 'clip')).url)],
      ['no token', 'x'],
      ['half a token', `${header}.${payload}`],
      ['no signature', `${header}.${payload}.`],
      ['another end', `${header}.${rewritten({ exp: claims.exp + 60 })}.${signature}`],
      ['another folder', `${header}.${rewritten({ path: '' })}.${signature}`],
      [
        'no algorithm',
        `${Buffer.from('{"alg":"none","kid":"x","typ":"media+jwt"}').toString('base64url')}.${payload}.`,
      ],
    ]) {
      const answer = await play(server, `media/${token}/clip/clip.mp4`)
      expect([answer.status, answer.code], what).toEqual([401, 'media_token_ended'])
    }
    // Nor is it any other kind of token.
    const hello = await tv.callWith({ authorization: `Bearer ${good}` }, 'GET', '/hello')
    expect(hello.body['code']).toBe('invalid_token')

    server.clock.now += 3599
    expect((await play(server, url, { headers: { range: 'bytes=0-3' } })).status).toBe(206)
    server.clock.now += 1
    const late = await play(server, url)
    expect([late.status, late.code]).toEqual([401, 'media_token_ended'])
    await tv.askToken()
    expect((await play(server, (await mediaOf(tv, 'clip')).url)).status).toBe(200)
  })

  it('is played through a rotation of the keys, but not by a key that was dropped', async () => {
    const server = await start({ tokens: { keysReloadMs: 1 } })
    const { url } = await mediaOf(await boundTv(server), 'clip')
    const rotate = async (dropOld: boolean) => {
      const kids = async () =>
        JSON.stringify(await (await fetch(`${server.url}/.well-known/jwks.json`)).json())
      const before = await kids()
      await rotateKeys(server.dataDir, { now: server.clock.now, dropOld, overlapSeconds: 3600 })
      await expect.poll(kids).not.toBe(before)
    }
    const ask = () => play(server, url, { headers: { range: 'bytes=0-3' } })
    await rotate(false)
    expect((await ask()).status).toBe(206)
    await rotate(true)
    expect((await ask()).code).toBe('media_token_ended')
  })

  it('leaves no token in the log', async () => {
    const server = await start()
    const { url } = await mediaOf(await boundTv(server), 'clip')
    await play(server, url, { headers: { range: 'bytes=0-3' } })
    expect(server.logged()).toContain('/media/…/clip/clip.mp4')
    expect(server.logged()).not.toContain(tokenIn(url))
  })
})

describe('nothing plays on', () => {
  const range = { headers: { range: 'bytes=0-3' } }
  const endings: [string, (server: TestServer, tv: Tv) => Promise<unknown>][] = [
    ['a goodbye', (_server, tv) => tv.goodbye()],
    [
      'unbinding from afar',
      async ({ url }, tv) => {
        const phone = new Phone(url)
        await phone.signIn('dora', passwordOf('dora'))
        await phone.send('DELETE', `/devices/${tv.deviceId}`)
      },
    ],
    ['binding to somebody else', (server, tv) => bind(server, tv, 'bob')],
    ['disabling the account', ({ parts }) => parts.store.setDisabled('dora', true)],
    ['deleting the account', ({ parts }) => parts.store.deleteAccount('dora')],
  ]

  it.each(endings)('after %s, between one part and the next', async (_how, end) => {
    const server = await start()
    const tv = await boundTv(server)
    const { url } = await mediaOf(tv, 'clip')
    expect((await play(server, url, range)).status).toBe(206)
    await end(server, tv)
    const next = await play(server, url, range)
    expect([next.status, next.code]).toEqual([401, 'device_not_bound'])
    expect((await play(server, url, { method: 'HEAD' })).status).toBe(401)
  })

  it('once the time of a binding is up', async () => {
    const server = await start({ link: { bindingSeconds: 300 } })
    const { url } = await mediaOf(await boundTv(server), 'clip')
    server.clock.now += 299
    expect((await play(server, url, range)).status).toBe(206)
    server.clock.now += 1
    expect((await play(server, url, range)).code).toBe('device_not_bound')
  })

  it('of a film that was asked for as a whole: what is under way is cut', async () => {
    const server = await start()
    const tv = await boundTv(server)
    const { url } = await mediaOf(tv, 'clip')
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${server.url}/${url}`, resolve).on('error', reject)
    })
    // Until somebody reads, no more of it is sent than fits on the way.
    await tv.goodbye()
    let read = 0
    const ended = await new Promise<string>((resolve) => {
      response.on('data', (chunk: Buffer) => {
        read += chunk.length
      })
      response.on('error', () => resolve('cut'))
      response.on('end', () => resolve('whole'))
    })
    expect(ended).toBe('cut')
    expect(read).toBeLessThan(FILM.length)
  })

  it('goes on for a new address after binding again', async () => {
    const server = await start()
    const tv = await boundTv(server)
    const before = await mediaOf(tv, 'clip')
    await bind(server, tv, 'bob')
    expect((await play(server, before.url, range)).status).toBe(401)
    expect((await play(server, (await mediaOf(tv, 'clip')).url, range)).status).toBe(206)
  })
})

describe('what comes with Couchlink', () => {
  it('plays, every title of it, with every caption', async () => {
    const { rails } = JSON.parse(
      readFileSync(new URL('../../config.json', import.meta.url), 'utf8'),
    ) as Catalogue
    const mediaDir = new URL('../../tv-app/media', import.meta.url).pathname
    const server = await start({ rails, watch: { mediaDir } })
    const tv = await boundTv(server)
    const titles = rails.flatMap((rail) => rail.titles)
    expect(rails).toHaveLength(3)
    const types = new Set<string>()
    for (const { id } of titles) {
      const { url, type, captions } = await mediaOf(tv, id)
      types.add(type)
      const video = await play(server, url, { headers: { range: 'bytes=0-199' } })
      expect(video.status, id).toBe(206)
      for (const caption of captions) {
        expect((await play(server, caption.url)).bytes.toString(), id).toMatch(/^WEBVTT\n/)
      }
      if (type === 'file') continue
      const lines = (await play(server, url)).bytes.toString().split('\n')
      const parts = [...lines.filter((line) => /^[^#]/.test(line)), 'init.mp4']
      for (const part of parts) {
        const path = url.replace(/[^/]+$/, part)
        expect((await play(server, path, { method: 'HEAD' })).status, part).toBe(200)
      }
    }
    expect([...types].sort()).toEqual(['file', 'hls'])
  })
})

describe('the media folder', () => {
  it('that is named but not there keeps the server from starting', async () => {
    const mediaDir = join(temporaryFolder(), 'none')
    await expect(start({ watch: { mediaDir } })).rejects.toThrow('watch.mediaDir')
  })
})

describe('the page of the TV', () => {
  it('may load videos, parts and posters from where they lie, and from nowhere else', async () => {
    const server = await startServer(
      { rails: RAILS, watch: { origins: ['https://more.example'] } },
      { pages: true },
    )
    const { headers } = await fetch(`${server.url}/tv/`)
    const policy = String(headers.get('content-security-policy'))
    const origins = 'https://media.example https://posters.example https://more.example'
    for (const part of [
      `media-src 'self' blob: ${origins};`,
      `connect-src 'self' ws: wss: ${origins};`,
      `img-src 'self' data: blob: ${origins};`,
      "worker-src 'none';",
    ]) {
      expect(`${policy};`).toContain(part)
    }
  })
})

describe('an operator’s own catalogue', () => {
  /** Their server; what it answers and how often it was asked. */
  async function theirs(): Promise<{ url: string; answer: () => unknown; asked: number }> {
    const state = { url: '', answer: (): unknown => ({ rails: RAILS }), asked: 0 }
    const http = createServer((_request, response) => {
      state.asked += 1
      const answer = state.answer()
      response.writeHead(answer === null ? 500 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void http.close())
    state.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/catalogue`
    return state
  }

  const named = (name: string) => ({ rails: [{ ...RAILS[0], name }], extra: 'theirs' })

  async function nameSeen(tv: Tv): Promise<unknown> {
    const { body } = await tv.call('GET', '/titles')
    return (body as unknown as Catalogue).rails?.[0]?.name ?? body['code']
  }

  it('is what is shown and played, and is asked for again when it is old', async () => {
    const catalogue = await theirs()
    const server = await start({ rails: [], watch: { catalogueUrl: catalogue.url } })
    const tv = await boundTv(server)
    expect(await nameSeen(tv)).toBe('Tonight')
    catalogue.answer = () => named('Tomorrow')
    server.clock.now += 59
    expect(await nameSeen(tv)).toBe('Tonight')
    expect(catalogue.asked).toBe(1)
    server.clock.now += 1
    expect(await nameSeen(tv)).toBe('Tomorrow')
    expect((await play(server, (await mediaOf(tv, 'clip')).url)).status).toBe(200)
    expect(catalogue.asked).toBe(2)
  })

  it('is never asked for because a stranger wants it, nor twice at once', async () => {
    const catalogue = await theirs()
    const server = await start({ watch: { catalogueUrl: catalogue.url } })
    const stranger = await Tv.boot(server.url)
    expect(await nameSeen(stranger)).toBe('device_not_bound')
    expect((await stranger.call('GET', '/titles/clip/media')).status).toBe(401)
    expect((await new Phone(server.url).send('GET', '/titles')).status).toBe(401)
    expect(catalogue.asked).toBe(0)
    const tv = await boundTv(server)
    const names = await Promise.all(Array.from({ length: 20 }, () => nameSeen(tv)))
    expect(new Set(names)).toEqual(new Set(['Tonight']))
    expect(catalogue.asked).toBe(1)
  })

  it('stays as it was while their server is away or talks nonsense, which the operator is told', async () => {
    const catalogue = await theirs()
    const server = await start({ watch: { catalogueUrl: catalogue.url } })
    const tv = await boundTv(server)
    expect(await nameSeen(tv)).toBe('Tonight')
    const readiness = async () => (await (await fetch(`${server.url}/readyz`)).json()).warnings
    expect(await readiness()).toEqual([])
    for (const answer of [
      null,
      [],
      { rails: [{ ...RAILS[0], titles: [{ id: 'x', video: 'javascript:alert(1)' }] }] },
      { rails: [{ ...RAILS[0], titles: [{ ...RAILS[0]?.titles[0], video: '../secret.mp4' }] }] },
      { rails: RAILS, padding: 'x'.repeat(1_048_576) },
    ]) {
      catalogue.answer = () => answer
      server.clock.now += 60
      expect(await nameSeen(tv)).toBe('Tonight')
      expect(await readiness()).toEqual([expect.stringContaining('watch.catalogueUrl')])
      // While it is so, it is left in peace.
      const { asked } = catalogue
      server.clock.now += 29
      expect(await nameSeen(tv)).toBe('Tonight')
      expect(catalogue.asked).toBe(asked)
      await tv.askToken()
    }
    catalogue.answer = () => named('Back')
    server.clock.now += 30
    expect(await nameSeen(tv)).toBe('Back')
    expect(await readiness()).toEqual([])
    expect(server.logged()).toContain('the catalogue does not fit at rails.0.titles.0')
    expect(server.logged()).not.toContain('javascript:alert')
  })

  it('that was never heard of is asked for later', async () => {
    const catalogue = await theirs()
    catalogue.answer = () => null
    const server = await start({ watch: { catalogueUrl: catalogue.url } })
    const tv = await boundTv(server)
    const answer = await tv.call('GET', '/titles')
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      503,
      'busy',
      '30',
    ])
    catalogue.answer = () => named('At last')
    server.clock.now += 30
    expect(await nameSeen(tv)).toBe('At last')
  })
})
