import { describe, expect, it } from 'vitest'

import { accounts } from '../support/server.ts'
import {
  CLIENTS,
  expectOAuthError,
  expectProblem,
  expectUndecided,
  type House,
  openHouse,
  otherCode,
} from './house.ts'

const UNKNOWN_HANDLE = '0'.repeat(26)

/** Typed by Ann, who is signed in: what the page asks, and what yes does. */
async function typed(house: House, userCode: unknown) {
  const phone = await house.phoneOf('ann')
  const shown = await phone.post('/link/details', { user_code: userCode })
  const said = await phone.post('/authorize', { user_code: userCode, decision: 'approve' })
  return { shown, said }
}

describe('a code on the phone', () => {
  it('UV1 is asked for where there is none', async () => {
    const house = await openHouse()
    const phone = await house.phoneOf('ann')
    const { handle, user_code } = await house.app().begin()
    for (const named of [
      {},
      { handle: '' },
      { handle: null },
      { handle: [handle] },
      { handle: { $ne: '' } },
      { user_code: '' },
      { user_code: null },
      { user_code: [user_code] },
      { handle, user_code },
      { device_code: handle },
    ]) {
      const what = JSON.stringify(named)
      expectProblem(await phone.post('/link/details', named), 400, 'bad_request', what)
      const yes = await phone.post('/authorize', { ...named, decision: 'approve' })
      expectProblem(yes, 400, 'bad_request', what)
    }
  })

  it('UV2 is refused when nobody has it', async () => {
    const house = await openHouse()
    const link = await house.app().begin()
    const phone = await house.phoneOf('ann')
    for (const handle of [
      UNKNOWN_HANDLE,
      link.handle.replace(/^./, (c) => (c === '1' ? '2' : '1')),
    ]) {
      expectProblem(await phone.open(handle), 404, 'link_unknown')
      expectProblem(await phone.approve(handle), 404, 'link_unknown')
      expectProblem(await phone.deny(handle), 404, 'link_unknown')
    }
    const { shown, said } = await typed(house, otherCode(link.user_code))
    expectProblem(shown, 404, 'code_unknown')
    expectProblem(said, 404, 'code_unknown')
  })

  it('UV3 is refused when its time is up', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    house.clock.now += 600
    const phone = await house.phoneOf('ann')
    expectProblem(await phone.open(link.handle), 409, 'link_expired')
    expectProblem(await phone.approve(link.handle), 409, 'link_expired')
    expectProblem(await phone.deny(link.handle), 409, 'link_expired')
    const { shown, said } = await typed(house, link.user_code)
    expectProblem(shown, 404, 'code_unknown')
    expectProblem(said, 404, 'code_unknown')
    expectOAuthError(await app.poll(link.device_code), 400, 'expired_token')
  })

  it('UV4 is refused when it has been used, before and after its redemption', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await house.approved(app)
    const bob = await house.phoneOf('bob')
    const refused = async () => {
      expectProblem(await bob.open(link.handle), 409, 'link_finished')
      expectProblem(await bob.approve(link.handle), 409, 'link_finished')
      expectProblem(await bob.deny(link.handle), 409, 'link_finished')
      const byCode = { user_code: link.user_code }
      expectProblem(await bob.post('/link/details', byCode), 404, 'code_unknown')
      const yes = await bob.post('/authorize', { ...byCode, decision: 'approve' })
      expectProblem(yes, 404, 'code_unknown')
    }
    await refused()
    const { access_token } = await app.tokens(app.poll(link.device_code))
    await refused()
    expect((await house.hello(app, access_token)).body['name']).toBe('Ann')
  })

  it('UV5 is worth nothing once its client has been taken out of config.json', async () => {
    const settings = { accounts: await accounts('ann', 'bob') }
    const before = await openHouse(settings)
    const link = await before.app().begin()
    await before.close()
    const { app: _, ...clients } = CLIENTS
    const house = await openHouse({ ...settings, clients }, { dataDir: before.dataDir })
    const phone = await house.phoneOf('ann')
    expectProblem(await phone.open(link.handle), 404, 'link_unknown')
    expectProblem(await phone.approve(link.handle), 404, 'link_unknown')
    const byCode = { user_code: link.user_code, decision: 'approve' }
    expectProblem(await phone.post('/authorize', byCode), 404, 'link_unknown')
    expectOAuthError(await house.app().poll(link.device_code), 401, 'invalid_client')
  })

  it('UV8 from a URL is never repeated by the page or an answer', async () => {
    const house = await openHouse({}, { pages: true })
    const script = '<script>alert(1)</script>'
    const plain = await (await fetch(`${house.url}/link`)).text()
    for (const path of ['/link', '/L', '/login.html']) {
      const url = `${house.url}${path}?user_code=${encodeURIComponent(script)}`
      const page = await (await fetch(url)).text()
      expect(page, path).not.toContain('alert(1)')
      expect(page.length, path).toBe((await (await fetch(house.url + path)).text()).length)
    }
    expect(plain).toContain('<html')
    const { shown } = await typed(house, script)
    expectProblem(shown, 400, 'bad_request')
    expect(JSON.stringify(shown.body)).not.toContain('alert')
  })

  it('UV10 is understood however it is typed', async () => {
    const house = await openHouse()
    const ways: ((code: string) => string)[] = [
      (code) => code,
      (code) => code.toLowerCase(),
      (code) => code.replace('-', ''),
      (code) => code.replace('-', ' '),
      (code) => ` ${code}\t`,
      (code) => [...code.replace('-', '')].join(' '),
      (code) => [...code.replace('-', '')].join('-'),
      (code) => code.replace('-', '–'),
      (code) => code.replace('-', '\u00a0'),
    ]
    const phone = await house.phoneOf('ann')
    for (const way of ways) {
      const { user_code } = await house.app().begin()
      const body = { user_code: way(user_code), decision: 'approve' }
      expect((await phone.post('/authorize', body)).body, body.user_code).toEqual({
        status: 'authorized',
      })
    }
  })

  it('UV10 is not guessed at: a wrong character never becomes a right code', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const phone = await house.phoneOf('ann')
    const code = link.user_code
    for (const wrong of [
      `${code}1`,
      `${code}B`,
      code.slice(1),
      `.${code}`,
      `${code}\0`,
      `A${code}`,
    ]) {
      const yes = await phone.post('/authorize', { user_code: wrong, decision: 'approve' })
      expectProblem(yes, 400, 'bad_request', wrong)
    }
    await expectUndecided(house, app, link)
  })

  it('UV12 shows its screen only to who is signed in, and never whose it is', async () => {
    const house = await openHouse()
    const { user_code, handle } = await house.app().begin()
    const stranger = house.phone()
    expectProblem(await stranger.post('/link/details', { user_code }), 401, 'sign_in_required')
    stranger.cookie = 'couchlink=forged; session=forged'
    expectProblem(await stranger.post('/link/details', { user_code }), 401, 'sign_in_required')
    const bob = await house.phoneOf('bob')
    await bob.approve(handle)
    for (const phone of [house.phone(), await house.phoneOf('ann')]) {
      const { body } = await phone.open(handle)
      expect(JSON.stringify(body)).not.toMatch(/bob/i)
    }
  })
})
