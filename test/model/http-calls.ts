import { onTestFinished, vi } from 'vitest'

import { DEVICE_CODE, REFRESH_TOKEN } from '#contract/token'

import { sessionCookieName } from '../../server/credentials/account-session.ts'
import { endDueBindings } from '../../server/flow/device/expire.ts'
import { draftSession } from '../../server/flow/sign-in/session.ts'
import { openSqliteFile } from '../../server/store/sqlite-file.ts'
import type { SoftPasskey } from '../support/authenticator.ts'
import { Phone } from '../support/phone.ts'
import type { KeyPair } from '../support/phone-key.ts'
import { freePort } from '../support/process.ts'
import { startServer, type TestServer, temporaryFolder } from '../support/server.ts'
import { Tv } from '../support/tv.ts'
import { callerAt } from './answered.ts'
import type { Answer, Calls } from './calls.ts'
import { APPS, type App, BEGINNING, type Key, PHONES, type Place, TVS } from './cast.ts'
import { operatorCalls } from './operator-calls.ts'
import { phoneCalls } from './phone-calls.ts'
import { headersAt, said } from './said.ts'
import { LINK_KEY } from './sealed.ts'
import { accountRecord, SETTINGS, TABLES } from './settings.ts'

/** A television proves itself anew well before its token ends. */
const TOKEN_USED_SECONDS = 500

/** The same over HTTP: routes, forms, signatures and cookies are in it, and a server that is really started. */
export class HttpCalls implements Calls {
  readonly clock = { now: BEGINNING }
  readonly #noticed: ReturnType<Calls['noticed']> = []
  readonly #phones: Phone[] = []
  readonly #televisions: { tv: Tv; tokenAt: number }[] = []
  /** Whoever holds these keys; that it is a television says only that it can sign. */
  readonly #keys = new Map<Key | null, Tv>()
  readonly #passkeys: SoftPasskey[] = []
  readonly #phoneKeys: KeyPair[] = []
  #port = 0
  #dataDir = ''
  #server: TestServer | null = null
  #ids = 0

  // Without a grip on the parts: what the command line does, it does to the store.
  readonly #operator = operatorCalls(
    () => this.#running().parts.store,
    this.clock,
    () => `account-${this.#ids++}`.padEnd(22, '-'),
  )
  setDisabled = this.#operator.setDisabled
  deleteAccount = this.#operator.deleteAccount
  addAccount = this.#operator.addAccount
  unbindDevice = this.#operator.unbindDevice
  listing = this.#operator.listing
  sweep = this.#operator.sweep

  readonly #people = phoneCalls(
    (phone, place) => this.#phone(phone, place),
    { passkeys: this.#passkeys, keys: this.#phoneKeys },
    this.clock,
  )
  signIn = this.#people.signIn
  signOut = this.#people.signOut
  details = this.#people.details
  approve = this.#people.approve
  deny = this.#people.deny
  myDevices = this.#people.myDevices
  seeDevices = this.#people.seeDevices
  signOutDevices = this.#people.signOutDevices
  disown = this.#people.disown
  endSessions = this.#people.endSessions
  newPassword = this.#people.newPassword
  deleteMine = this.#people.deleteMine
  addKey = this.#people.addKey
  removeKey = this.#people.removeKey
  myKeys = this.#people.myKeys
  addPasskey = this.#people.addPasskey
  signInByPasskey = this.#people.signInByPasskey

  /** One server serves many sequences, each on empty tables; its clock only goes forward. */
  async begin(): Promise<void> {
    if (this.#server === null) await this.#first()
    this.#clear()
    this.#passkeys.length = 0
    this.#phoneKeys.length = 0
    for (const [phone, person] of PHONES.entries()) {
      const parts = this.#running().parts
      const account = accountRecord(person, `id-of-${person}`)
      await parts.store.addAccount(account)
      const { id, draft } = draftSession(parts, account, 'password', callerAt('home'), null)
      await parts.store.openSession(draft)
      this.#phone(phone, 'home').cookie = `${sessionCookieName(false)}=${id}`
    }
  }

  async #first(): Promise<void> {
    this.#dataDir = temporaryFolder()
    this.#port = await freePort()
    const { url } = await this.#start()
    for (const _person of PHONES) this.#phones.push(new Phone(url))
    for (let tv = 0; tv < TVS; tv += 1) {
      this.#televisions.push({ tv: await this.#signer(), tokenAt: 0 })
    }
    for (const key of [null, 'app-a', 'app-b'] as const) this.#keys.set(key, await this.#signer())
  }

  #clear(): void {
    const database = openSqliteFile(this.#dataDir, 250)
    for (const table of TABLES) database.exec(`delete from ${table}`)
    database.close()
  }

  async restart(): Promise<void> {
    await this.close()
    await this.#start()
  }

  async close(): Promise<void> {
    await this.#server?.close()
    this.#server = null
  }

  noticed(): ReturnType<Calls['noticed']> {
    return this.#noticed.splice(0)
  }

  deviceIdOfTv(tv: number): string {
    return this.#tv(tv).tv.deviceId
  }

  async requestByTv(tv: number, place: Place, linkKey: boolean): Promise<Answer> {
    const television = await this.#awake(tv)
    television.headers = headersAt(place)
    const form = linkKey ? { link_key: JSON.stringify(LINK_KEY) } : {}
    return said(await television.form('/auth/device_authorization', form))
  }

  async helloByTv(tv: number): Promise<Answer> {
    return said(await (await this.#awake(tv)).hello())
  }

  async goodbyeByTv(tv: number, binding: string | null): Promise<Answer> {
    return said(await (await this.#awake(tv)).goodbye(binding ?? undefined))
  }

  requestByApp(app: App, key: Key | null, place: Place): Promise<Answer> {
    return this.#form('/auth/device_authorization', app, key, {}, headersAt(place))
  }

  redeem(client: App | 'tv', device_code: string, key: Key | null): Promise<Answer> {
    return this.#form('/auth/token', client, key, { grant_type: DEVICE_CODE, device_code })
  }

  refresh(client: App, refresh_token: string, key: Key | null): Promise<Answer> {
    return this.#form('/auth/token', client, key, { grant_type: REFRESH_TOKEN, refresh_token })
  }

  revoke(client: App | 'tv', token: string): Promise<Answer> {
    return this.#form('/auth/revoke', client, null, { token })
  }

  async helloByToken(token: string, key: Key | null): Promise<Answer> {
    return said(await this.#holder(token, key).call('GET', '/hello'))
  }

  async goodbyeByToken(token: string, key: Key | null): Promise<Answer> {
    return said(await this.#holder(token, key).call('POST', '/goodbye'))
  }

  async match(device_code: string, number: string): Promise<Answer> {
    const { tv } = this.#tv(0)
    return said(await tv.callWith({}, 'POST', '/link/match', { device_code, number }))
  }

  async matchByTv(tv: number, link_id: string, number: string): Promise<Answer> {
    return said(await (await this.#awake(tv)).call('POST', '/link/match', { link_id, number }))
  }

  async payloadByTv(tv: number, link_id: string): Promise<Answer> {
    return said(await (await this.#awake(tv)).call('POST', '/link/payload', { link_id }))
  }

  async cancelByTv(tv: number, link_id: string): Promise<Answer> {
    return said(await (await this.#awake(tv)).call('POST', '/link/cancel', { link_id }))
  }

  endDueBindings(): Promise<void> {
    return endDueBindings(this.#running().parts)
  }

  async #start(): Promise<TestServer> {
    const settings = { ...SETTINGS, port: this.#port, trustedProxies: ['127.0.0.1'] }
    // What it does by itself every few seconds is a step of its own here, so its clockwork stands still.
    vi.useFakeTimers({ toFake: ['setInterval'] })
    const server = await startServer(settings, { dataDir: this.#dataDir, clock: this.clock })
    vi.useRealTimers()
    this.#server = server
    const { notifier } = server.parts
    server.parts.notifier = {
      notify: (deviceId, event, payload) => {
        this.#noticed.push({ deviceId, event })
        return notifier.notify(deviceId, event, payload)
      },
      send: (deviceId, message) => notifier.send(deviceId, message),
      disconnect: (deviceId) => notifier.disconnect(deviceId),
      close: () => notifier.close(),
    }
    return server
  }

  #running(): TestServer {
    if (this.#server === null) throw new Error('there is no server')
    return this.#server
  }

  async #signer(): Promise<Tv> {
    const signer = await Tv.make(`http://127.0.0.1:${this.#port}`)
    signer.now = () => this.clock.now
    return signer
  }

  #tv(tv: number): { tv: Tv; tokenAt: number } {
    const television = this.#televisions[tv]
    if (television === undefined) throw new Error(`there is no TV ${tv}`)
    return television
  }

  /** A television with a token that has not ended. */
  async #awake(tv: number): Promise<Tv> {
    const television = this.#tv(tv)
    if (this.clock.now > television.tokenAt + TOKEN_USED_SECONDS) {
      const { status, body } = await television.tv.askToken()
      if (status !== 200) throw new Error(`TV ${tv} got no token: ${JSON.stringify(body)}`)
      television.tokenAt = this.clock.now
    }
    return television.tv
  }

  #phone(phone: number, place: Place): Phone {
    const found = this.#phones[phone]
    if (found === undefined) throw new Error(`there is no phone ${phone}`)
    found.headers = headersAt(place)
    return found
  }

  #signerOf(key: Key | null): Tv {
    if (key?.startsWith('tv-')) return this.#tv(Number(key.slice(3))).tv
    const signer = this.#keys.get(key)
    if (signer === undefined) throw new Error(`nobody has the key ${key}`)
    return signer
  }

  /** Somebody who has an access token, and the key that it is bound to. */
  #holder(token: string, key: Key | null): Tv {
    const holder = this.#signerOf(key).at(`http://127.0.0.1:${this.#port}`)
    holder.now = () => this.clock.now
    holder.headers = headersAt('home')
    holder.token = token
    holder.tokenType = key === null ? 'Bearer' : 'DPoP'
    return holder
  }

  async #form(
    path: string,
    client: App | 'tv',
    key: Key | null,
    fields: Record<string, string>,
    headers: Record<string, string> = headersAt('home'),
  ): Promise<Answer> {
    const signer = this.#holder('', key)
    const secret = client === 'tv' ? null : APPS[client].secret
    const proven = secret === null ? {} : { client_secret: secret }
    const proof = { htm: 'POST', htu: signer.url + path }
    const dpop = key === null ? {} : { dpop: await signer.proof(proof) }
    signer.headers = {}
    const form = { ...fields, client_id: client, ...proven }
    return said(await signer.formWith({ ...headers, ...dpop }, path, form))
  }
}

/** A server for the length of a test. */
export function openHttpCalls(): HttpCalls {
  const calls = new HttpCalls()
  onTestFinished(() => calls.close())
  return calls
}
