import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { createApp } from '../../server/app.ts'
import { Callers } from '../../server/http/caller.ts'
import { unsafeRoutes } from '../support/routes.ts'
import { startServer, temporaryFolder } from '../support/server.ts'
import { rowsWith, tablesIn } from '../support/tables.ts'
import type { Answer } from '../support/tv.ts'
import { DEEDS, type Deed, makeWorld, TENANTS, WITHOUT_COOKIE, type World } from './deeds.ts'

/** How a request differs from the one that ada's own page would send. */
interface Forgery {
  name: string
  /** Replaces headers; an empty one is left out. */
  headers?: Record<string, string>
  method?: string
  /** The body in another form than is due. */
  as?: 'json' | 'form' | 'text'
}

const FROM_ELSEWHERE: Forgery[] = [
  ...['cross-site', 'same-site', 'none', 'nonsense', 'same-origin, cross-site'].map((site) => ({
    name: `Sec-Fetch-Site: ${site}`,
    headers: { 'sec-fetch-site': site },
  })),
  ...[
    'https://evil.example',
    'null',
    'http://127.0.0.1',
    'http://localhost:1',
    'http://127.0.0.1.evil.example',
  ].map((origin) => ({ name: `Origin: ${origin}`, headers: { 'sec-fetch-site': '', origin } })),
  { name: 'a cookie and no word of where from', headers: { 'sec-fetch-site': '' } },
  {
    name: 'cross-site under our own Origin',
    headers: { 'sec-fetch-site': 'cross-site', origin: 'OURS' },
  },
]

describe.each(DEEDS)('$route, which $does', (deed) => {
  it('changes nothing when it is forged, and does it when it is not', async () => {
    const world = await makeWorld()
    const before = tablesIn(world.server.dataDir)
    const refused = async (forgery: Forgery, statuses: number[], cookie = world.ada.cookie) => {
      const answer = await send(world, deed, forgery, cookie)
      expect([forgery.name, answer.status], JSON.stringify(answer.body)).toEqual([
        forgery.name,
        expect.toSatisfy((status: number) => statuses.includes(status), String(statuses)),
      ])
      expect(tablesIn(world.server.dataDir), forgery.name).toEqual(before)
      expect(answer.headers.get('access-control-allow-origin'), forgery.name).toBeNull()
      expect(answer.headers.get('cache-control'), forgery.name).toMatch(/no-store/)
      return answer
    }

    for (const forgery of FROM_ELSEWHERE) {
      const { body } = await refused(forgery, [403])
      expect(body['code'], forgery.name).toBe('cross_site')
    }
    for (const method of ['GET', 'HEAD']) await refused({ name: method, method }, [200, 404, 405])
    if (deed.body === 'json') {
      for (const as of ['form', 'text'] as const) await refused({ name: as, as }, [415])
    }
    if (deed.body === 'form' && deed.route !== 'POST /session/end') {
      for (const as of ['json', 'text'] as const) await refused({ name: as, as }, [303, 400])
    }
    if (!deed.open) {
      // A form is told on its page; a call by its status.
      const statuses = deed.body === 'form' ? [303, 400, 403] : [401]
      await refused({ name: 'no session' }, statuses, '')
      await refused({ name: 'a made-up session' }, statuses, `couchlink=${'A'.repeat(43)}`)
    }

    const hers = rowsWith(before, world.adaId)
    if (!deed.open) {
      await send(world, deed, { name: 'another account’s session' }, world.bob.cookie)
      const still = new Set(rowsWith(tablesIn(world.server.dataDir), world.adaId))
      for (const row of hers) expect(still, 'what is ada’s stays').toContain(row)
    }
    if (deed.leavesNoTrace) return
    const fresh = await makeWorld()
    const untouched = tablesIn(fresh.server.dataDir)
    const done = await send(fresh, deed, { name: 'ada herself' }, fresh.ada.cookie)
    expect(done.status, JSON.stringify(done.body)).toBeLessThan(400)
    expect(tablesIn(fresh.server.dataDir)).not.toEqual(untouched)
  })
})

describe('the list above', () => {
  it('names every route by which anything can be changed', async () => {
    const { parts } = await startServer({ identity: { signUp: true }, tenants: TENANTS })
    const distDir = temporaryFolder()
    mkdirSync(join(distDir, 'tv-app', 'emulator'), { recursive: true })
    mkdirSync(join(distDir, 'phone-web', 'files'), { recursive: true })
    const each = { link: '', devices: '' }
    const assets = JSON.stringify({ files: each, styles: each })
    writeFileSync(join(distDir, 'phone-web', 'assets.json'), assets)
    const app = createApp(parts, {
      callers: new Callers(
        () => {
          throw new Error('nobody calls')
        },
        () => {},
      ),
      publicJwks: () => [],
      warnings: () => [],
      closing: () => false,
      pages: { distDir, https: false, emulator: true, mediaOrigins: [] },
      mediaDir: null,
      mountPath: '',
    })
    const named = new Set([...DEEDS.map(({ route }) => route), ...WITHOUT_COOKIE])
    expect(unsafeRoutes(app)).toEqual([...named].sort())
  })
})

/** A page of the operator's phone app, and what it may do with a token of the person's (docs/qr-auth.md). */
const PHONE_APP = 'https://app.example'
const OPEN_TO_PHONE_APPS = [
  'POST /link/details',
  'POST /authorize',
  'POST /keys',
  'DELETE /keys/:id',
]

describe('a page of the operator’s phone app', () => {
  it.each(DEEDS)('never does by a cookie what $route does: it $does', async (deed) => {
    const world = await makeWorld({ phoneApp: { origins: [PHONE_APP] } })
    const before = tablesIn(world.server.dataDir)
    const isOpen = OPEN_TO_PHONE_APPS.includes(deed.route)
    for (const site of ['cross-site', '']) {
      const forgery = { name: site, headers: { 'sec-fetch-site': site, origin: PHONE_APP } }
      if (isOpen && deed.open) continue
      const answer = await send(world, deed, forgery, world.ada.cookie)
      const said = JSON.stringify(answer.body)
      expect([answer.status, answer.body['code']], said).toEqual(
        isOpen ? [401, 'sign_in_required'] : [403, 'cross_site'],
      )
      const allowed = answer.headers.get('access-control-allow-origin')
      expect(allowed).toBe(isOpen ? PHONE_APP : null)
      expect(answer.headers.getSetCookie()).toEqual([])
      expect(tablesIn(world.server.dataDir)).toEqual(before)
    }
    for (const { name, headers } of FROM_ELSEWHERE) {
      const answer = await send(world, deed, { name, headers: headers ?? {} }, world.ada.cookie)
      expect([name, answer.status, answer.body['code']]).toEqual([name, 403, 'cross_site'])
      expect(answer.headers.get('access-control-allow-origin'), name).toBeNull()
    }
    expect(tablesIn(world.server.dataDir)).toEqual(before)
  })
})

describe('what a TV or an app does', () => {
  it.each(WITHOUT_COOKIE)('%s never counts a cookie', async (route) => {
    const world = await makeWorld()
    const before = tablesIn(world.server.dataDir)
    const body = { token: 'x', link_id: world.link.link_id, number: '111', grant_type: 'none' }
    for (const as of ['json', 'form'] as const) {
      const deed: Deed = { route, does: '', body: as, fields: () => body }
      const answer = await send(world, deed, { name: 'with a cookie' }, world.ada.cookie)
      // A token that is not known is revoked already (RFC 7009 §2.2).
      const statuses = route === 'POST /auth/revoke' ? [200, 400, 401] : [400, 401, 415]
      expect(statuses, JSON.stringify(answer.body)).toContain(answer.status)
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(tablesIn(world.server.dataDir)).toEqual(before)
  })
})

function send(world: World, deed: Deed, forgery: Forgery, cookie: string): Promise<Answer> {
  const { url } = world.server
  const [method = '', path = ''] = deed.route.split(' ')
  const fields = deed.fields?.(world) ?? {}
  const as = forgery.as ?? deed.body
  const bodiless = as === 'none' || forgery.method !== undefined
  const text =
    as === 'form' ? new URLSearchParams(fields as never).toString() : JSON.stringify(fields)
  const headers = {
    'sec-fetch-site': 'same-origin',
    ...(cookie === '' ? {} : { cookie }),
    ...(bodiless ? {} : { 'content-type': TYPES[as] }),
    ...forgery.headers,
  }
  const said = Object.entries(headers).filter(([, value]) => value !== '')
  return answered(url + path.replace(':id', deed.id?.(world) ?? ''), {
    method: forgery.method ?? method,
    redirect: 'manual',
    headers: said.map(([name, value]): [string, string] => [name, value === 'OURS' ? url : value]),
    ...(bodiless ? {} : { body: text }),
  })
}

const TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain',
  none: '',
}

async function answered(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json') && text !== ''
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : { text },
  }
}
