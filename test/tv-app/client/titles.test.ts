import { describe, expect, it } from 'vitest'

import { cancelLink } from '../../../tv-app/client/cancel-link.ts'
import { fetchCatalogue, fetchMedia } from '../../../tv-app/client/titles.ts'
import { problem, provingServer } from './proving-server.ts'
import { smallTv } from './small-tv.ts'

/** A bound TV whose server answers this to whatever it is asked, after token and proof. */
async function tv(status: number, body: unknown) {
  const server = await provingServer({ answer: () => [status, body] })
  const { call } = smallTv(server.base)
  return { ...server, call, paths: () => server.asked.map(({ path }) => path).slice(1) }
}

const TITLE = { id: 'tide', title: 'Tide', description: '', color: '#112233', poster: null }
const rails = (...titles: object[]) => ({ rails: [{ id: 'r', name: 'Close by', titles }] })

describe('the catalogue', () => {
  it('comes with posters that a picture can load', async () => {
    const { call, base, paths } = await tv(
      200,
      rails(
        { ...TITLE, poster: 'posters/tide.jpg' },
        { ...TITLE, poster: 'https://cdn.example/tide.jpg' },
        { ...TITLE, poster: 'https://' },
        TITLE,
      ),
    )
    const outcome = await fetchCatalogue(call, base)
    if (outcome.kind !== 'catalogue') throw new Error(outcome.kind)
    const [rail] = outcome.rails
    expect(rail?.name).toBe('Close by')
    expect(rail?.titles.map(({ poster }) => poster)).toEqual([
      `${base}posters/tide.jpg`,
      'https://cdn.example/tide.jpg',
      null,
      null,
    ])
    expect(paths()).toEqual(['/titles'])
  })

  it.each([
    [200, { rails: [{ id: 1 }] }, { kind: 'unreachable' }],
    [401, problem(401, 'device_not_bound', { link: null }), { kind: 'not_bound' }],
    [503, problem(503, 'busy'), { kind: 'refused', code: 'busy' }],
    [404, 'a portal', { kind: 'unreachable' }],
  ])('is told or not: %s %j', async (status, body, outcome) => {
    const { call, base } = await tv(status, body)
    expect(await fetchCatalogue(call, base)).toMatchObject(outcome)
  })

  it('is out of reach where nobody answers', async () => {
    const { call } = smallTv('http://127.0.0.1:1/')
    expect(await fetchCatalogue(call, 'http://127.0.0.1:1/')).toMatchObject({ kind: 'unreachable' })
  })
})

describe('where a video lies', () => {
  const media = {
    url: 'media/t/tide/index.m3u8',
    type: 'hls',
    expires_in: 600,
    captions: [
      { lang: 'en', label: 'English', url: 'media/t/tide/en.vtt' },
      { lang: 'de', label: 'Deutsch', url: 'https://' },
    ],
  }

  it('comes as addresses that a player can load, and leaves out captions without one', async () => {
    const { call, base, paths } = await tv(200, media)
    expect(await fetchMedia(call, base, 'tide & ebb/1')).toEqual({
      kind: 'media',
      media: {
        ...media,
        url: `${base}media/t/tide/index.m3u8`,
        captions: [{ lang: 'en', label: 'English', url: `${base}media/t/tide/en.vtt` }],
      },
    })
    expect(paths()).toEqual(['/titles/tide%20%26%20ebb%2F1/media'])
  })

  it.each([
    [404, problem(404, 'title_unknown'), { kind: 'gone' }],
    [401, problem(401, 'device_not_bound', { link: null }), { kind: 'not_bound' }],
    [404, problem(404, 'not_found'), { kind: 'refused', code: 'not_found' }],
    [503, problem(503, 'busy'), { kind: 'refused', code: 'busy' }],
    [200, { url: 1 }, { kind: 'unreachable' }],
    [200, { ...media, url: 'https://' }, { kind: 'unreachable' }],
    [200, { ...media, type: 'dash' }, { kind: 'unreachable' }],
    [404, 'a portal', { kind: 'unreachable' }],
  ])('is told or not: %s %j', async (status, body, outcome) => {
    const { call, base } = await tv(status, body)
    expect(await fetchMedia(call, base, 'tide')).toMatchObject(outcome)
  })
})

describe('taking a link request back', () => {
  it('names it once, and is at peace with every answer', async () => {
    for (const [status, body] of [
      [200, {}],
      [404, problem(404, 'link_unknown')],
      [500, 'x'],
    ] as const) {
      const { call, asked, paths } = await tv(status, body)
      await cancelLink(call, 'BBBBBBBBBBBBBBBBBBBBBB')
      expect(paths()).toEqual(['/link/cancel'])
      expect(asked[1]).toMatchObject({
        method: 'POST',
        body: '{"link_id":"BBBBBBBBBBBBBBBBBBBBBB"}',
      })
    }
    const { call } = smallTv('http://127.0.0.1:1/')
    await cancelLink(call, 'BBBBBBBBBBBBBBBBBBBBBB')
  })
})
