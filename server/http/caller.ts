import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Request } from 'express'

import type { Caller } from '../flow/parts.ts'
import {
  type Doubt,
  isTrustedProxy,
  type Network,
  network,
  PROXY_HEADERS,
  type Surroundings,
} from '../trust/network.ts'
import { type Addressed, isOurHost, type OurNames, publicBase } from '../trust/public-address.ts'
import { browserLabel } from './browser-label.ts'

/** Where this server stands, as its operator and its machine say. */
export interface Place {
  here: Surroundings
  ours: OurNames
  /** The header in which our proxies say the caller's country, in lower case; `null` for none. */
  countryHeader: string | null
}

/** Turns requests into callers: where they come from, and by which address they know us. */
export class Callers {
  readonly #place: () => Place
  readonly #onDoubt: (doubt: Doubt) => void
  /** Whether a socket's other end is one of our proxies: asked for every request, and never another. */
  readonly #proxied = new WeakMap<Socket, boolean>()
  /** Which Host headers are ours, as long as the place stays the same. */
  #hosts = { of: null as Place | null, known: new Map<string, boolean>() }

  /**
   * @param place asked at each request, because addresses change while a server runs
   * @param onDoubt told of each network that could not be known
   */
  constructor(place: () => Place, onDoubt: (doubt: Doubt) => void) {
    this.#place = place
    this.#onDoubt = onDoubt
  }

  callerOf(request: Request): Caller {
    const where = this.#networkOf(request)
    if (where.kind === 'unknown') this.#onDoubt(where.why)
    const addressed = this.addressedOf(request)
    const { ours } = this.#place()
    return {
      network: where,
      base: publicBase(addressed, ours),
      issuer: ours.configured ?? baseOf(addressed),
      secure: this.isSecure(request),
      country: this.#countryOf(request),
      label: browserLabel(request.headers['user-agent']),
    }
  }

  #networkOf({ headers, socket }: Request): Network {
    const { here } = this.#place()
    const said = PROXY_HEADERS.flatMap((name) => {
      const value = headers[name]
      return value === undefined ? [] : [[name, String(value)] as const]
    })
    const peer = { address: socket.remoteAddress ?? '', headers: Object.fromEntries(said) }
    return network(peer, here)
  }

  /** By what address we were called; what a proxy says of it counts only from a configured one. */
  addressedOf(request: Request): Addressed {
    const proxied = this.#isProxied(request.socket)
    const forwarded = (name: string): string | undefined =>
      proxied ? firstOf(request.headers[`x-forwarded-${name}`]) : undefined
    const prefix = forwarded('prefix') ?? ''
    const own = request.socket instanceof TLSSocket ? 'https' : 'http'
    return {
      scheme: (forwarded('proto') ?? own) === 'https' ? 'https' : 'http',
      host: forwarded('host') ?? request.headers.host ?? '',
      prefix: /^(\/[A-Za-z0-9._~-]+)+$/.test(prefix) ? prefix : '',
    }
  }

  isOurHost({ host }: Addressed): boolean {
    const place = this.#place()
    if (this.#hosts.of !== place || this.#hosts.known.size >= MAX_KNOWN_HOSTS) {
      this.#hosts = { of: place, known: new Map() }
    }
    const known = this.#hosts.known.get(host)
    if (known !== undefined) return known
    const ours = isOurHost(host, place.ours)
    this.#hosts.known.set(host, ours)
    return ours
  }

  /** The absolute URLs by which this request may have named its address, in an assertion's `aud` or a proof's `htu`. */
  namesOf(request: Request): string[] {
    const { configured } = this.#place().ours
    const addressed = baseOf(this.addressedOf(request)) + request.baseUrl + request.path
    return configured === null ? [addressed] : [addressed, configured + request.path]
  }

  /** Whether the person's browser speaks https with us or with the proxy before us. */
  isSecure(request: Request): boolean {
    const { configured } = this.#place().ours
    return this.addressedOf(request).scheme === 'https' || configured?.startsWith('https:') === true
  }

  /** Only a configured proxy knows; what anybody else writes into that header is no country. */
  #countryOf({ headers, socket }: Request): string | null {
    const { countryHeader } = this.#place()
    if (countryHeader === null || !this.#isProxied(socket)) return null
    const said = String(headers[countryHeader] ?? '').toUpperCase()
    return /^[A-Z]{2}$/.test(said) && !NO_COUNTRY.includes(said) ? said : null
  }

  #isProxied(socket: Socket): boolean {
    const known = this.#proxied.get(socket)
    if (known !== undefined) return known
    const proxied = isTrustedProxy(socket.remoteAddress ?? '', this.#place().here)
    this.#proxied.set(socket, proxied)
    return proxied
  }
}

/** Cloudflare's words for "unknown" and for Tor. */
const NO_COUNTRY = ['XX', 'T1']

/** Households know a server by three names; whoever sends many others is only making them up. */
const MAX_KNOWN_HOSTS = 100

function baseOf({ scheme, host, prefix }: Addressed): string {
  return `${scheme}://${host}${prefix}`
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',')[0]
      ?.trim() || undefined
  )
}
