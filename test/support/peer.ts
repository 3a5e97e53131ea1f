import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

import { DEVICE_CODE } from '#contract/token'

import { hasDuplicates, NO_STORE, refuse, send, show } from './peer-answers.ts'
import { makeHandle, makeUserCode, plain } from './peer-codes.ts'
import type { Flaws } from './peer-flaws.ts'
import { confirmPage, typingPage } from './peer-pages.ts'

/** A small server with the device grant and its pages, which does right what it is not told to do wrong. */
export interface Peer {
  url: string
  /** Epoch seconds. */
  clock: { now: number }
  /** Requests so far. */
  asked(): number
  /** Access tokens that it gave and that were not given back. */
  granted: Set<string>
}

export const PEER_CLIENT = 'shelf'
export const PEER_OTHER = 'other-shelf'
export const PEER_BACKEND = { clientId: 'back-end', secret: 'the-secret-of-back-end' }
export const PEER_ACCOUNT = { username: 'ann', password: 'password-of-ann' }

const CLIENTS = new Set([PEER_CLIENT, PEER_OTHER, PEER_BACKEND.clientId])
const INTERVAL_SECONDS = 5
const GUESSES = 5

interface Code {
  deviceCode: string
  userCode: string
  handle: string
  clientId: string
  expiresAt: number
  state: 'pending' | 'approved' | 'denied' | 'redeemed'
  polledAt: number | null
  intervalSeconds: number
}

/** Starts it on a free port of loopback; it ends with the test. */
export async function startPeer(flaws: Partial<Flaws> = {}): Promise<Peer> {
  const peer = new DeviceGrant(flaws)
  const server = createServer((request, response) => void peer.answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  peer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return peer
}

class DeviceGrant implements Peer {
  url = ''
  readonly clock = { now: 1_800_000_000 }
  readonly granted = new Set<string>()
  readonly #flaws: Partial<Flaws>
  readonly #codes: Code[] = []
  #requests = 0
  #guesses = 0

  constructor(flaws: Partial<Flaws>) {
    this.#flaws = flaws
  }

  asked(): number {
    return this.#requests
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests += 1
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { pathname, searchParams } = new URL(request.url ?? '', this.url)
    const form = request.method === 'GET' ? searchParams : new URLSearchParams(body)
    switch (pathname) {
      case '/.well-known/oauth-authorization-server':
        return void send(response, 200, this.#metadata())
      case '/codes':
        return void this.#giveCodes(request, response, form)
      case '/token':
        return void this.#giveTokens(request, response, form)
      case '/revoke':
        this.granted.delete(form.get('token') ?? '')
        return void send(response, 200, {})
      case '/device':
      case '/device/with/an/address/nobody/would/ever/type':
        return void this.#showPage(request, response, form, searchParams)
      case '/link/details':
        return void this.#showDetails(response, JSON.parse(body))
      case '/authorize':
        return void this.#decide(response, JSON.parse(body))
      default:
        return void send(response, 404, {})
    }
  }

  #metadata() {
    const { metadata } = this.#flaws
    return {
      issuer: metadata === 'another issuer' ? 'https://elsewhere.example' : this.url,
      device_authorization_endpoint: `${this.url}/codes`,
      token_endpoint: `${this.url}/token`,
      revocation_endpoint: `${this.url}/revoke`,
      grant_types_supported: metadata === 'no grant' ? ['refresh_token'] : [DEVICE_CODE],
    }
  }

  #clientOf(request: IncomingMessage, form: URLSearchParams): string | null {
    const [, basic] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? []
    if (basic === undefined) {
      const clientId = form.get('client_id') ?? ''
      return CLIENTS.has(clientId) && clientId !== PEER_BACKEND.clientId ? clientId : null
    }
    const [clientId = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':')
    const proven = secret === PEER_BACKEND.secret || this.#flaws.tokens === 'for a wrong secret'
    return clientId === PEER_BACKEND.clientId && proven ? clientId : null
  }

  #giveCodes(request: IncomingMessage, response: ServerResponse, form: URLSearchParams): void {
    const { gives, refuses } = this.#flaws
    if (request.method !== 'POST' && gives === 'nothing, and breaks') {
      return void send(response, 500, {})
    }
    if (request.method !== 'POST' && gives !== 'by GET') return void send(response, 405, {})
    if (hasDuplicates(form) && gives !== 'for duplicates')
      return void refuse(response, 'invalid_request')
    const client = this.#clientOf(request, form)
    if (client === null && gives !== 'to anybody')
      return void refuse(response, 'invalid_client', 401)
    if (refuses === 'unknown parameters' && form.has('couchlink_probe')) {
      return void refuse(response, 'invalid_request')
    }
    if (refuses === 'empty parameters' && form.get('scope') === '') {
      return void refuse(response, 'invalid_scope')
    }
    const code = this.#newCode(client ?? 'anybody')
    const { members, cacheable, contentType } = this.#flaws
    const answer = this.#codesOf(code)
    const { user_code: _, ...codeless } = answer
    const whole =
      members === 'no user code'
        ? codeless
        : members === 'texts for numbers'
          ? { ...answer, expires_in: '600', interval: '5' }
          : answer
    return void send(response, 200, whole, {
      ...(cacheable === 'codes' ? {} : NO_STORE),
      ...(contentType ? { 'content-type': 'text/html' } : {}),
    })
  }

  #codesOf({ deviceCode, userCode, handle }: Code) {
    const { uri, deviceCode: flaw, lifeSeconds = 600 } = this.#flaws
    const path = uri === 'long' ? '/device/with/an/address/nobody/would/ever/type' : '/device'
    const place = `${this.url}${path}`
    const extra = flaw === 'in the address' ? `&d=${deviceCode}` : ''
    const complete = `${place}?user_code=${userCode}${extra}#${handle}`
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: uri === 'with a query' ? `${place}?tv=1` : place,
      verification_uri_complete:
        uri === 'complete elsewhere' ? `https://elsewhere.example/#${handle}` : complete,
      expires_in: lifeSeconds,
      interval: INTERVAL_SECONDS,
    }
  }

  #newCode(clientId: string): Code {
    const { lifeSeconds = 600, deviceCode } = this.#flaws
    const code: Code = {
      deviceCode: randomBytes(deviceCode === 'short' ? 6 : 32).toString('base64url'),
      userCode: this.#newUserCode(),
      handle: makeHandle(),
      clientId,
      expiresAt: this.clock.now + lifeSeconds,
      state: 'pending',
      polledAt: null,
      intervalSeconds: INTERVAL_SECONDS,
    }
    this.#codes.push(code)
    return code
  }

  /** None that another screen shows just now: even a server with few codes would see to that. */
  #newUserCode(): string {
    const { userCode: flaw } = this.#flaws
    for (;;) {
      const userCode = makeUserCode(flaw, this.#codes.length)
      const isShown = this.#codes.some((code) => code.userCode === userCode)
      if (!isShown || flaw === 'always the same') return userCode
    }
  }

  #giveTokens(request: IncomingMessage, response: ServerResponse, form: URLSearchParams): void {
    const { tokens } = this.#flaws
    if (request.method !== 'POST' && tokens !== 'by GET') return void send(response, 405, {})
    if (tokens === 'with cookies from anywhere') {
      response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
      response.setHeader('access-control-allow-credentials', 'true')
    }
    if (hasDuplicates(form) && tokens !== 'for duplicates')
      return void refuse(response, 'invalid_request')
    const client = this.#clientOf(request, form)
    if (client === null && tokens !== 'to anybody')
      return void refuse(response, 'invalid_client', 401)
    const grant = form.get('grant_type')
    const lacking = tokens === 'no invalid_request' ? 'invalid_grant' : 'invalid_request'
    if (grant === null) return void refuse(response, lacking)
    if (grant !== DEVICE_CODE) {
      return void refuse(
        response,
        tokens === 'no unsupported_grant_type' ? 'invalid_request' : 'unsupported_grant_type',
      )
    }
    const deviceCode = form.get('device_code')
    if (deviceCode === null) return void refuse(response, lacking)
    const code = this.#codes.find((known) => known.deviceCode === deviceCode)
    const isTheirs = code?.clientId === client || tokens === 'to foreign clients'
    if (code === undefined || !isTheirs) {
      const unknown =
        tokens === 'another error for unknown codes' ? 'expired_token' : 'invalid_grant'
      return void refuse(response, unknown)
    }
    return void this.#redeem(response, code)
  }

  #redeem(response: ServerResponse, code: Code): void {
    const { expired, twice, cacheable } = this.#flaws
    if (code.state === 'denied') return void refuse(response, 'access_denied')
    if (code.state === 'redeemed' && !twice) return void refuse(response, 'invalid_grant')
    if (code.state === 'pending') {
      const isOver = this.clock.now >= code.expiresAt
      if (isOver && expired === 'forgotten') return void refuse(response, 'invalid_grant')
      if (isOver && expired !== 'pending') return void refuse(response, 'expired_token')
      return void this.#wait(response, code)
    }
    code.state = 'redeemed'
    const token = randomBytes(32).toString('base64url')
    this.granted.add(token)
    const tokens = { access_token: token, token_type: 'Bearer', expires_in: 600 }
    return void send(response, 200, tokens, cacheable === 'tokens' ? {} : NO_STORE)
  }

  #wait(response: ServerResponse, code: Code): void {
    const { waiting } = this.#flaws
    if (waiting === 'with 200') return void send(response, 200, { error: 'authorization_pending' })
    const early =
      code.polledAt !== null && this.clock.now + 1 < code.polledAt + code.intervalSeconds
    if (early && waiting !== 'never slow_down') {
      code.intervalSeconds += 5
      return void refuse(response, 'slow_down')
    }
    if (waiting === 'slow_down for ever' && code.polledAt !== null) {
      return void refuse(response, 'slow_down')
    }
    code.polledAt = this.clock.now
    return void refuse(response, 'authorization_pending')
  }

  #showPage(
    request: IncomingMessage,
    response: ServerResponse,
    form: URLSearchParams,
    query: URLSearchParams,
  ): void {
    const { page, previews } = this.#flaws
    if (page === 'missing') return void send(response, 404, {})
    const typed = form.get('user_code') ?? query.get('user_code')
    const code = typed === null ? null : this.#byUserCode(typed)
    if (code !== null && previews === request.method) code.state = 'approved'
    if (request.method === 'HEAD') return void send(response, 200, '')
    if (typed === null) return void show(response, typingPage(null), this.#flaws)
    if (code === null) {
      if (this.#isGuessing()) return void show(response, 'Too many tries.', this.#flaws, 429)
      return void show(response, typingPage('This code is not known.'), this.#flaws)
    }
    const decision = form.get('decision')
    if (decision === 'no' && this.#flaws.denial !== 'unheard') code.state = 'denied'
    if (decision === 'yes' && page === 'needs nobody') code.state = 'approved'
    if (decision === 'yes' && page !== 'needs nobody') {
      return void show(response, 'Please sign in first.', this.#flaws, 403)
    }
    if (decision !== null) return void show(response, 'Go back to your TV.', this.#flaws)
    return void show(response, confirmPage(code.userCode, PEER_CLIENT, this.#flaws), this.#flaws)
  }

  #byUserCode(typed: string): Code | null {
    const { typed: flaw } = this.#flaws
    const same = (userCode: string) =>
      flaw === 'exactly' ? userCode === typed : plain(userCode) === plain(typed)
    return this.#codes.find(({ userCode, state }) => state === 'pending' && same(userCode)) ?? null
  }

  #isGuessing(): boolean {
    this.#guesses += 1
    return this.#guesses > GUESSES && this.#flaws.guesses !== 'unlimited'
  }

  #showDetails(response: ServerResponse, { handle }: Record<string, string>): void {
    const code = this.#codes.find((known) => known.handle === handle)
    if (code === undefined) return void send(response, 404, {})
    const { page } = this.#flaws
    return void send(response, 200, {
      client_name: page === 'nameless' ? null : 'The shelf',
      device: { name: null, model: null },
      user_code: page === 'without code' ? '' : code.userCode,
    })
  }

  /** As a Couchlink does it, so that the probe has somebody to say yes and no. */
  #decide(response: ServerResponse, asked: Record<string, string>): void {
    const { username, password, decision } = asked
    const isAnn = username === PEER_ACCOUNT.username && password === PEER_ACCOUNT.password
    if (decision === 'approve' && !isAnn && this.#flaws.page !== 'needs nobody') {
      return void send(response, 401, { code: 'sign_in_required' })
    }
    const code =
      asked['user_code'] === undefined
        ? this.#codes.find(({ handle }) => handle === asked['handle'])
        : this.#byUserCode(asked['user_code'])
    if (code === undefined || code === null) {
      const [status, problem] = this.#isGuessing()
        ? [429, 'too_many_attempts']
        : [404, 'code_unknown']
      return void send(response, Number(status), { code: problem })
    }
    const { denial } = this.#flaws
    if (code.state === 'denied' && denial !== 'undone by a later yes') {
      return void send(response, 409, { code: 'link_denied' })
    }
    if (decision === 'deny' && denial !== 'unheard') code.state = 'denied'
    if (decision === 'approve') code.state = 'approved'
    return void send(response, 200, { status: decision === 'deny' ? 'denied' : 'authorized' })
  }
}
