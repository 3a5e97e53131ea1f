import { createRequire } from 'node:module'
import qrcode from 'qrcode'
import { describe, expect, it } from 'vitest'

import type { Phone } from '../support/phone.ts'
import { type House, openHouse, SECRETS } from './house.ts'

const jsQr = createRequire(import.meta.url)('jsqr') as typeof import('jsqr').default

/** Eight light modules around it, four dots each, as a camera would see it: RGBA. */
function drawn(text: string): { pixels: Uint8ClampedArray; side: number } {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const [quiet, dots] = [8, 4]
  const side = (modules.size + 2 * quiet) * dots
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [column, row] = [Math.floor(x / dots) - quiet, Math.floor(y / dots) - quiet]
      const inside = Math.min(column, row) >= 0 && Math.max(column, row) < modules.size
      if (inside && modules.get(row, column) === 1)
        pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
    }
  }
  return { pixels, side }
}

/** What the phone is told of a typed code, to the byte; the moment apart. */
async function told(phone: Phone, path: string, body: object): Promise<string> {
  const response = await fetch(phone.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      cookie: phone.cookie,
    },
    body: JSON.stringify(body),
  })
  const headers = [...response.headers].filter(([name]) => name !== 'date')
  return JSON.stringify([response.status, headers, await response.text()])
}

/** Writes down which verbs the server asks its store for; what it costs to answer follows from them. */
function recordVerbs(house: House): string[] {
  const verbs: string[] = []
  const { store } = house.parts
  house.parts.store = new Proxy(store, {
    get(target, verb, receiver) {
      verbs.push(String(verb))
      return Reflect.get(target, verb, receiver)
    },
  })
  return verbs
}

describe('what stands on the screen', () => {
  it('X9 the QR is exactly the https address of the phone’s page with the handle', async () => {
    for (const publicUrl of ['https://tv.example.com', 'https://tv.example.com:8443/couch']) {
      const house = await openHouse({ publicUrl })
      const link = await house.app('backend', { secret: SECRETS.backend }).begin()
      const { pixels, side } = drawn(link.verification_uri_complete)
      expect(jsQr(pixels, side, side)?.data).toBe(`${publicUrl}/L#${link.handle}`)
      expect(link.handle).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
      for (const secret of [link.user_code, link.device_code, link.link_id, link.notices.token]) {
        expect(link.verification_uri_complete).not.toContain(secret)
      }
    }
  })

  it('X10 a typed code that is unknown, expired, used, refused or foreign is answered alike', async () => {
    const house = await openHouse({
      budgets: { codeMissesPerAccount: 1000, codeMissesPerNetwork: 1000 },
    })
    const app = house.app()
    const old = await app.begin()
    house.clock.now += 601
    const tv = await house.tv()
    const superseded = await tv.requestLink()
    await tv.requestLink()
    const denied = await app.begin()
    await house.phone().deny(denied.handle)
    const ann = await house.phoneOf('ann')
    const bob = await house.phoneOf('bob')
    const [own, foreign, used] = [await app.begin(), await app.begin(), await app.begin()]
    await ann.approve(own.handle)
    await bob.approve(foreign.handle)
    await bob.approve(used.handle)
    await app.poll(used.device_code)
    const codes = {
      unknown: 'BBBB-BBBB',
      expired: old.user_code,
      superseded: superseded.user_code,
      denied: denied.user_code,
      own: own.user_code,
      foreign: foreign.user_code,
      redeemed: used.user_code,
    }
    for (const [path, more] of [
      ['/link/details', {}],
      ['/authorize', { decision: 'approve' }],
    ] as const) {
      const verbs = recordVerbs(house)
      const answers: Record<string, string> = {}
      const work: Record<string, string[]> = {}
      for (const [what, user_code] of Object.entries(codes)) {
        answers[what] = await told(ann, path, { user_code, ...more })
        work[what] = verbs.splice(0)
      }
      expect(answers['unknown']).toMatch(/^\[404,.*code_unknown/)
      for (const what of Object.keys(codes)) {
        expect(answers[what], `${path} ${what}`).toBe(answers['unknown'])
        expect(work[what], `${path} ${what}`).toEqual(work['unknown'])
      }
    }
  })

  it('X10 a device code of another client is answered as one that nobody has', async () => {
    const house = await openHouse()
    const app = house.app()
    const pending = await app.begin()
    const denied = await app.begin()
    await house.phone().deny(denied.handle)
    const approved = await house.approved(app)
    const used = await house.signedIn(app)
    const other = house.app('narrow')
    const verbs = recordVerbs(house)
    const asked = async (code: string) => {
      const { status, body } = await other.poll(code)
      return { status, body, verbs: verbs.splice(0) }
    }
    const unknown = await asked('A'.repeat(43))
    expect(unknown).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    for (const link of [pending, denied, approved, used.link]) {
      expect(await asked(link.device_code)).toEqual(unknown)
    }
  })

  it('X10 a name that nobody has costs and is answered as a wrong password', async () => {
    const house = await openHouse()
    const { handle } = await house.app().begin()
    const phone = house.phone()
    const { passwords } = house.parts
    const verify = passwords.verify.bind(passwords)
    let hashed = 0
    passwords.verify = (...asked) => {
      hashed += 1
      return verify(...asked)
    }
    await house.parts.store.setDisabled('bob', true)
    const names = ['ann', 'nobody', 'bob', '__proto__', 'ann ', 'x'.repeat(64)]
    const answers = new Set<string>()
    for (const username of names) {
      const body = { handle, decision: 'approve', username, password: 'wrong' }
      answers.add(await told(phone, '/authorize', body))
    }
    expect([...answers]).toEqual([expect.stringMatching(/^\[401,.*sign_in_failed/)])
    expect(hashed, 'one password is hashed for each').toBe(names.length)
  })
})
