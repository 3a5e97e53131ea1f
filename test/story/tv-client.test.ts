import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

import type { CouchlinkClient } from '../../tv-app/client/couchlink-tv.ts'
import { loadMqtt, loadP256, makeCouchlinkClient } from '../../tv-app/client/couchlink-tv.ts'
import { compiledByConsumer } from '../support/consumer.ts'
import { Phone } from '../support/phone.ts'
import { runningClock, startServer } from '../support/server.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
const TITLE = { id: 'tide', title: 'Tide', description: '', color: '#3D8BB4' }
const RAILS = [{ id: 'r', name: 'Close by', titles: [{ ...TITLE, video: 'tide/index.m3u8' }] }]
const ROOT = new URL('../../', import.meta.url).pathname

/** A television of somebody else's making; `heard` is what its client told it. */
function makeTv(base: string): { client: CouchlinkClient; heard: string[] } {
  const heard: string[] = []
  const client = makeCouchlinkClient({
    base,
    describe: { name: 'Kitchen', model: 'Other app' },
    givenKey: null,
    platformAssertion: null,
    payloads: null,
    loadP256,
    loadMqtt,
    onNudge: () => heard.push('nudge'),
    onMessage: ({ eventName }) => heard.push(eventName),
    onLine: (up) => heard.push(up ? 'up' : 'down'),
  })
  onTestFinished(() => client.close())
  return { client, heard }
}

describe('another app’s television on couchlink/tv', () => {
  it('shows a code, is told, knows whose it is and what there is to watch, and is given up', async () => {
    const server = await startServer({ rails: RAILS }, { clock: runningClock() })
    const { client, heard } = makeTv(`${server.url}/`)
    expect(await client.catalogue()).toEqual({ kind: 'not_bound' })
    const asked = await client.requestLink()
    if (asked.kind !== 'link') throw new Error(asked.kind)
    client.listen({ ...asked.notices, url: `${server.url.replace('http', 'ws')}/mqtt` })
    await expect.poll(() => heard).toEqual(['up'])

    const handle = new URL(asked.link.qr).hash.slice(1)
    const { status } = await new Phone(server.url).approve(handle, ELIZA)
    expect(status).toBe(200)
    await expect.poll(() => heard).toContain('nudge')
    const bound = await client.hello()
    if (bound.kind !== 'bound') throw new Error(bound.kind)
    expect(bound.hello.name).toBe('Eliza')

    const there = await client.catalogue()
    if (there.kind !== 'catalogue') throw new Error(there.kind)
    expect(there.rails[0]?.titles).toEqual([{ ...TITLE, poster: null }])
    const known = await client.media('tide')
    if (known.kind !== 'media') throw new Error(known.kind)
    expect(known.media).toMatchObject({
      type: 'hls',
      url: expect.stringMatching(/^http:\/\/127\./),
    })
    expect(await client.media('no such title')).toEqual({ kind: 'gone' })

    expect(await client.goodbye(bound.hello.binding)).toBe(true)
    expect((await client.hello()).kind).toBe('not_bound')
    expect(await client.media('tide')).toEqual({ kind: 'not_bound' })
  })

  it('takes a code back, after which no phone gets in with it', async () => {
    const server = await startServer({}, { clock: runningClock() })
    const { client } = makeTv(`${server.url}/`)
    const asked = await client.requestLink()
    if (asked.kind !== 'link') throw new Error(asked.kind)
    await client.cancelLink(asked.link.id)
    const handle = new URL(asked.link.qr).hash.slice(1)
    const { status, body } = await new Phone(server.url).approve(handle, ELIZA)
    expect([status, body['code']]).toEqual([409, 'link_superseded'])
  })
})

const APP = `
import type { CatalogueOutcome, CouchlinkClient, HelloOutcome, PayloadOutcome, Rail } from 'couchlink/tv'
import { loadMqtt, loadP256, loadUnseal, makeCouchlinkClient, takePayloads } from 'couchlink/tv'

export const client: CouchlinkClient = makeCouchlinkClient({
  base: 'https://tv.example.com/',
  describe: { name: 'Kitchen', model: 'Other app' },
  givenKey: null,
  platformAssertion: null,
  payloads: takePayloads({
    loadUnseal,
    take(outcome: PayloadOutcome) {
      void outcome.kind
    },
  }),
  loadP256,
  loadMqtt,
  onNudge() {},
  onMessage({ eventName, payload }) {
    const known: [string, unknown] = [eventName, payload]
    void known
  },
  onLine(up: boolean) {
    void up
  },
})
const outcome: HelloOutcome = await client.hello()
export const whose: string | null = outcome.kind === 'bound' ? outcome.hello.name : null
const there: CatalogueOutcome = await client.catalogue()
export const rails: Rail[] | null = there.kind === 'catalogue' ? there.rails : null
export const poster: string | null | undefined = rails?.[0]?.titles[0]?.poster
// @ts-expect-error who has not looked whether it is bound gets no account
export const none = outcome.hello
// @ts-expect-error the types are no "any"
export const number: number = outcome.kind
`

describe('the package', () => {
  it('gives couchlink/tv to a strict TypeScript project, however it resolves modules', () => {
    expect(compiledByConsumer(APP, /^dist\/(tv|types\/tv-app|server\/contract)\//)).toEqual([
      '',
      '',
    ])
  }, 120_000)

  it('keeps mqtt.js, the P-256 in JavaScript and what opens payloads out of what is loaded at once', () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const code = readFileSync(join(ROOT, exports['./tv'].default), 'utf8')
    expect(code.length).toBeLessThan(30_000)
    expect(code.match(/import\(/g)).toHaveLength(3)
  })
})
