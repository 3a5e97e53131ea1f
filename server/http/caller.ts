import type { Request } from 'express'

import type { Caller } from '../flow/parts.ts'
import {
  contains,
  type Doubt,
  network,
  PROXY_HEADERS,
  type Surroundings,
} from '../trust/network.ts'
import { type Addressed, isOurHost, type OurNames, publicBase } from '../trust/public-address.ts'

/** Where this server stands, as its operator and its machine say. */
export interface Place {
  here: Surroundings
  ours: OurNames
}

/** Turns requests into callers: where they come from, and by which address they know us. */
export class Callers {
  readonly #place: () => Place
  readonly #onDoubt: (doubt: Doubt) => void

  /**
   * @param place asked at each request, because addresses change while a server runs
   * @param onDoubt told of each network that could not be known
   */
  constructor(place: () => Place, onDoubt: (doubt: Doubt) => void) {
    this.#place = place
    this.#onDoubt = onDoubt
  }

  callerOf(request: Request): Caller {
    const headers = Object.fromEntries(
      PROXY_HEADERS.flatMap((name) => {
        const value = request.headers[name]
        return value === undefined ? [] : [[name, String(value)]]
      }),
    )
    const where = network(
      { address: request.socket.remoteAddress ?? '', headers },
      this.#place().here,
    )
    if (where.kind === 'unknown') this.#onDoubt(where.why)
    return { network: where, base: publicBase(this.addressedOf(request), this.#place().ours) }
  }

  /** By what address we were called; what a proxy says of it counts only from a configured one. */
  addressedOf(request: Request): Addressed {
    const proxied = contains(this.#place().here.trustedProxies, plainAddress(request))
    const forwarded = (name: string): string | undefined =>
      proxied ? firstOf(request.headers[`x-forwarded-${name}`]) : undefined
    const prefix = forwarded('prefix') ?? ''
    return {
      scheme: forwarded('proto') === 'https' ? 'https' : 'http',
      host: forwarded('host') ?? request.headers.host ?? '',
      prefix: /^(\/[A-Za-z0-9._~-]+)+$/.test(prefix) ? prefix : '',
    }
  }

  isOurHost(addressed: Addressed): boolean {
    return isOurHost(addressed.host, this.#place().ours)
  }

  /** The absolute URLs under which an endpoint may be named in an assertion's `aud`. */
  audiencesOf(request: Request, path: string): string[] {
    const { scheme, host, prefix } = this.addressedOf(request)
    const { configured } = this.#place().ours
    return [
      `${scheme}://${host}${prefix}${path}`,
      ...(configured === null ? [] : [configured + path]),
    ]
  }

  /** Whether the person's browser speaks https with us or with the proxy before us. */
  isSecure(request: Request): boolean {
    const { configured } = this.#place().ours
    return this.addressedOf(request).scheme === 'https' || configured?.startsWith('https:') === true
  }
}

function plainAddress(request: Request): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/i, '')
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',')[0]
      ?.trim() || undefined
  )
}
