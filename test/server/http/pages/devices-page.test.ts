import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'

import { Callers } from '../../../../server/http/caller.ts'
import { devicesPages } from '../../../../server/http/pages/devices-page.ts'
import { createOwnPlace } from '../../../../server/own-place.ts'
import { formsOf } from '../../../phone-web/pages/devices/view.ts'
import { Phone } from '../../../support/phone.ts'
import { accounts, passwordOf, startServer, type TestServer } from '../../../support/server.ts'
import type { Answer } from '../../../support/tv.ts'
import { Tv } from '../../../support/tv.ts'

const ASSETS = {
  files: { link: 'phone/link.js', devices: 'phone/devices.js' },
  styles: { link: '', devices: '' },
}
const STRONG = 'the lighthouse hums at dusk'

/** A browser without scripts: it sends forms and follows where they lead. */
class Browser extends Phone {
  async page(query = ''): Promise<string> {
    const answer = await this.#get(`/devices${query}`)
    expect(answer.status).toBe(200)
    return String(answer.body['text'])
  }

  /** Sends a form and opens the page that it leads to. */
  async submit(path: string, fields: Record<string, string>): Promise<string> {
    const answer = await this.form(path, fields)
    expect(answer.status).toBe(303)
    return this.page(new URL(this.#location(answer, path)).search)
  }

  do(action: string, fields: Record<string, string> = {}): Promise<string> {
    return this.submit('/devices/form', { action, ...fields })
  }

  form(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.send('POST', path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    })
  }

  #location({ headers }: Answer, path: string): string {
    const { href, origin, pathname } = new URL(headers.get('location') ?? '', this.url + path)
    expect([origin, pathname]).toEqual([this.url, '/devices'])
    return href
  }

  #get(path: string): Promise<Answer> {
    return this.send('GET', path, undefined, { accept: 'text/html,*/*;q=0.8' })
  }
}

/** The pages beside a running server, on a port of their own; the accounts are the same. */
async function start(settings: Record<string, unknown> = {}) {
  const server = await startServer({ accounts: await accounts('dora', 'bob'), ...settings })
  const app = express().listen(0, '127.0.0.1')
  await once(app, 'listening')
  onTestFinished(() => void app.close())
  const { port } = app.address() as AddressInfo
  const place = await createOwnPlace(server.parts.config, () => port)
  const pages = express().disable('x-powered-by').set('query parser', 'simple')
  pages.use(devicesPages(server.parts, new Callers(place, () => {}), ASSETS))
  pages.get('/devices', (_request, response) => void response.json({ json: true }))
  app.removeAllListeners('request').on('request', pages)
  return { server, browser: () => new Browser(`http://127.0.0.1:${port}`) }
}

async function signedIn(browser: Browser, name = 'dora'): Promise<Browser> {
  await browser.submit('/devices/sign-in', { username: name, password: passwordOf(name) })
  expect(browser.cookie).toMatch(/^couchlink=\S/)
  return browser
}

async function connect(server: TestServer, browser: Browser): Promise<Tv> {
  const tv = await Tv.boot(server.url, { device_name: 'Kitchen' })
  tv.now = () => server.clock.now
  const phone = new Phone(server.url)
  phone.cookie = browser.cookie
  expect((await phone.approve((await tv.requestLink()).handle)).status).toBe(200)
  return tv
}

describe('the page at /devices', () => {
  it('is for whoever asks for a page; scripts get JSON', async () => {
    const { browser } = await start()
    const asked = async (accept?: string) => {
      const headers = accept === undefined ? {} : { accept }
      const answer = await fetch(`${browser().url}/devices`, { headers })
      await answer.text()
      expect(answer.headers.get('vary')).toContain('Accept')
      return answer.headers.get('content-type')
    }
    expect(await asked('text/html,application/xhtml+xml,*/*;q=0.8')).toContain('text/html')
    expect(await asked('application/json')).toContain('json')
    expect(await asked('*/*')).toContain('json')
    expect(await asked('image/png')).toContain('json')
    expect(await asked()).toContain('json')
  })

  it('lets a person sign in, and says what was wrong', async () => {
    const { browser } = await start()
    const phone = browser()
    expect(formsOf(await phone.page())).toEqual({ 'devices/sign-in': ['username', 'password'] })
    const wrong = await phone.submit('/devices/sign-in', { username: 'dora', password: 'x' })
    expect(wrong).toContain('Wrong name or password')
    const empty = await phone.submit('/devices/sign-in', { username: 'dora', password: '' })
    expect(empty).toContain('Something in the form does not fit')
    expect(await (await signedIn(phone)).page()).toContain('Signed in as <bdi>Dora</bdi>')
  })

  it('speaks the language of the browser', async () => {
    const { browser } = await start()
    const phone = browser()
    phone.headers = { 'accept-language': 'ar, en;q=0.5' }
    expect(await phone.page()).toContain('<html lang="ar" dir="rtl">')
  })

  it('says nothing that somebody else has written into its address', async () => {
    const { browser } = await start()
    for (const query of [
      '?done=Hacked',
      '?problem=evil',
      '?problem=__proto__',
      '?done=Added&done=x',
    ]) {
      expect(await browser().page(query)).toMatch(/<p id="said"[^>]*><\/p>/)
    }
    expect(await browser().page('?problem=busy')).toContain('The server is busy')
  })
})

describe('its forms', () => {
  it('rename a TV and sign it out', async () => {
    const { server, browser } = await start()
    const phone = await signedIn(browser())
    const tv = await connect(server, phone)
    const renamed = await phone.do('rename', { device: tv.deviceId, name: 'Omas Zimmer' })
    expect(renamed).toContain('Renamed.')
    expect(renamed).toContain('<bdi>Omas Zimmer</bdi>')
    expect(await phone.do('rename', { device: tv.deviceId, name: '' })).toContain('does not fit')
    expect(await phone.do('rename', { device: 'key_nobody', name: 'x' })).toContain(
      'There is nothing here',
    )
    expect(await phone.do('sign_out', { device: tv.deviceId })).toContain('No TV is connected yet')
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
  })

  it('sign all TVs out', async () => {
    const { server, browser } = await start()
    const phone = await signedIn(browser())
    const tvs = [await connect(server, phone), await connect(server, phone)]
    expect(await phone.do('sign_out_all')).toContain('Signed out.')
    for (const tv of tvs) expect((await tv.hello()).status).toBe(401)
  })

  it('take a new TV as known, or undo what brought it', async () => {
    const { server, browser } = await start()
    const phone = await signedIn(browser())
    const thief = await signedIn(browser())
    server.clock.now += 5
    const tv = await connect(server, thief)
    server.clock.now += 5
    const fresh = await phone.page()
    expect(fresh).toContain('Was that you?')
    const undone = await phone.do('disown', { device: tv.deviceId })
    expect(undone).toContain('Undone:')
    expect(undone).toContain('href="#password"')
    expect(await thief.page()).toContain('devices/sign-in')
    await connect(server, await signedIn(thief))
    server.clock.now += 5
    const [, at = ''] = formsOf(await phone.page())['seen']?.[0]?.split('=') ?? []
    expect(await phone.do('seen', { at })).not.toContain('Was that you?')
  })

  it('sign a phone out, all the others, or this one', async () => {
    const { browser } = await start()
    const phone = await signedIn(browser())
    const other = await signedIn(browser())
    const third = await signedIn(browser())
    const sessions = [...(await phone.page()).matchAll(/name="session" value="([^"]+)"/g)]
    const [, own = ''] = sessions[0] ?? []
    expect(await phone.do('end_sessions')).toContain('Signed out.')
    for (const gone of [other, third]) expect(await gone.page()).toContain('devices/sign-in')
    expect(await phone.do('end_session', { session: own })).toContain('devices/sign-in')
    expect(phone.cookie).toBe('couchlink=')
  })

  it('ask for a proof where it is old, and then change the password', async () => {
    const { server, browser } = await start()
    const phone = await signedIn(browser())
    const other = await signedIn(browser())
    server.clock.now += 600
    expect(formsOf(await phone.page())['password']).toBeUndefined()
    const tooLate = await phone.do('password', { username: 'dora', password: STRONG })
    expect(tooLate).toContain('Please prove once more')
    const wrong = await phone.do('prove', { username: 'dora', password: 'wrong' })
    expect(wrong).toContain('Wrong name or password')
    // Whose account it is, the session says.
    const foreign = { username: 'bob', password: passwordOf('bob') }
    expect(await phone.do('prove', foreign)).toContain('Wrong name or password')
    await phone.do('prove', { username: 'dora', password: passwordOf('dora') })
    const weak = await phone.do('password', { username: 'dora', password: 'dora' })
    expect(weak).toContain('too easy to guess')
    const changed = await phone.do('password', { username: 'dora', password: STRONG })
    expect(changed).toContain('The password is changed.')
    expect(await other.page()).toContain('devices/sign-in')
  })

  it('give the data as a file', async () => {
    const { server, browser } = await start()
    const phone = await signedIn(browser())
    const answer = await phone.form('/devices/form', { action: 'export' })
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    expect(answer.body).toMatchObject({ account: { username: 'dora' } })
    server.clock.now += 600
    expect(await phone.do('export')).toContain('Please prove once more')
  })

  it('delete the account, but not the house’s', async () => {
    const { browser } = await start()
    const phone = await signedIn(browser())
    expect(await phone.do('delete')).toContain('Your account is deleted.')
    expect(phone.cookie).toBe('couchlink=')
    const again = await phone.submit('/devices/sign-in', {
      username: 'dora',
      password: passwordOf('dora'),
    })
    expect(again).toContain('Wrong name or password')
    const demo = (await start({ accounts: {} })).browser()
    await demo.submit('/devices/sign-in', { username: 'eliza', password: 'Senza2024' })
    expect(formsOf(await demo.page())['delete']).toBeUndefined()
    expect(await demo.do('delete')).toContain('so it stays')
  })

  it('remove a passkey once the account is proven', async () => {
    const { server, browser } = await start()
    const phone = await signedIn(browser())
    const { store } = server.parts
    const { accountId } = (await store.accountByUsername('dora'))!
    const [session] = await store.sessionsOf(accountId, server.clock.now)
    const passkey = {
      ...{ credentialId: 'credential', accountId, publicKey: 'key', counter: 0, transports: [] },
      ...{ label: null, createdAt: 1, lastUsedAt: null, sessionId: session!.sessionId },
    }
    await store.addPasskey(passkey, 5)
    expect(await phone.do('remove_passkey', { passkey: 'credential' })).toContain('is removed')
    expect(await phone.do('remove_passkey', { passkey: 'credential' })).toContain('nothing here')
    await store.addPasskey(passkey, 5)
    server.clock.now += 600
    expect(await phone.do('remove_passkey', { passkey: 'credential' })).toContain('prove once more')
    expect(await store.passkeysOf(accountId)).toHaveLength(1)
  })

  it('from strangers, other sites and in other forms do nothing', async () => {
    const { server, browser } = await start()
    const phone = await signedIn(browser())
    const tv = await connect(server, phone)
    const fields = { action: 'sign_out_all' }
    expect(await browser().submit('/devices/form', fields)).toContain('Please sign in first')
    phone.headers = { 'sec-fetch-site': 'cross-site' }
    for (const path of ['/devices/form', '/devices/sign-in']) {
      expect((await phone.form(path, fields)).body['code']).toBe('cross_site')
    }
    phone.headers = {}
    for (const wrong of [
      { action: 'sign_out' },
      { action: 'sign_out', device: 'a/b' },
      { action: 'nonsense' },
      { action: 'sign_out_all', more: '1' },
      {},
    ]) {
      expect(await phone.submit('/devices/form', wrong as never)).toContain('does not fit')
    }
    const json = await phone.post('/devices/form', fields)
    expect([json.status, json.headers.get('location')]).toEqual([
      303,
      '../devices?problem=bad_request',
    ])
    for (const path of ['/devices/form', '/devices/sign-in']) {
      const answer = await phone.send('GET', path)
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    }
    expect((await tv.hello()).status).toBe(200)
  })
})

describe('a TV that another account has taken over', () => {
  it('is told of once, to whoever lost it, and not by whom', async () => {
    const { server, browser } = await start()
    const dora = await signedIn(browser())
    const bob = await signedIn(browser(), 'bob')
    const tv = await connect(server, dora)
    server.clock.now += 60
    const phone = new Phone(server.url)
    phone.cookie = bob.cookie
    await phone.approve((await tv.requestLink()).handle)
    server.clock.now += 120
    const told = await dora.page()
    expect(told).toContain(
      '<bdi>Kitchen</bdi> was connected to another account (<bdi>2 minutes ago</bdi>).',
    )
    expect(told).not.toContain('Bob')
    expect(await bob.page()).not.toContain('another account')
    const [, at = ''] = formsOf(told)['taken_heard']?.[0]?.split('=') ?? []
    expect(at).toBe(String(server.clock.now))
    expect(await bob.do('taken_heard', { at })).not.toContain('another account')
    expect(await dora.page()).toContain('another account')
    expect(await dora.do('taken_heard', { at: 'x' })).toContain('does not fit')
    expect(await dora.do('taken_heard', { at })).not.toContain('another account')
    expect(await (await signedIn(browser())).page()).not.toContain('another account')
  })

  it('leaves the question open whether a new one was connected by its person', async () => {
    const { server, browser } = await start()
    const dora = await signedIn(browser())
    const tv = await connect(server, dora)
    const phone = new Phone(server.url)
    phone.cookie = (await signedIn(browser(), 'bob')).cookie
    await phone.approve((await tv.requestLink()).handle)
    await connect(server, await signedIn(browser()))
    server.clock.now += 1
    const at = String(server.clock.now)
    const page = await dora.page()
    expect([page.includes('Was that you?'), page.includes('another account')]).toEqual([true, true])
    const after = await dora.do('taken_heard', { at })
    expect([after.includes('Was that you?'), after.includes('another account')]).toEqual([
      true,
      false,
    ])
  })
})
