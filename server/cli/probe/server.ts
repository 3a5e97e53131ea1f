import { objectIn } from './answer.ts'
import type { Wire } from './wire.ts'

/** An authorization server, as it describes itself. */
export interface Server {
  /** As it was given, without a slash at the end. */
  url: string
  deviceEndpoint: string
  tokenEndpoint: string
  revocationEndpoint: string | null
  /** RFC 8414 §2 or OpenID Connect Discovery; `null` when the endpoints were given by hand. */
  metadata: Record<string, unknown> | null
}

/** Endpoints given by hand, for a server that describes itself nowhere. */
export interface ByHand {
  deviceEndpoint?: string
  tokenEndpoint?: string
}

/** @returns the server, or a sentence that says why it was not found */
export async function findServer(
  wire: Wire,
  url: string,
  { deviceEndpoint, tokenEndpoint }: ByHand,
): Promise<Server | string> {
  if (deviceEndpoint !== undefined && tokenEndpoint !== undefined) {
    return { url, deviceEndpoint, tokenEndpoint, revocationEndpoint: null, metadata: null }
  }
  for (const place of placesOf(url)) {
    const { status, text } = await wire.send({ method: 'GET', url: place })
    const metadata = status === 200 ? objectIn(text) : null
    if (metadata === null) continue
    const device = deviceEndpoint ?? urlIn(metadata, 'device_authorization_endpoint')
    const token = tokenEndpoint ?? urlIn(metadata, 'token_endpoint')
    if (device === null || token === null) {
      return `${place} names no ${device === null ? 'device_authorization_endpoint' : 'token_endpoint'}.`
    }
    const revocationEndpoint = urlIn(metadata, 'revocation_endpoint')
    return { url, deviceEndpoint: device, tokenEndpoint: token, revocationEndpoint, metadata }
  }
  return `${url} does not describe itself. Name its endpoints by --device-endpoint and --token-endpoint.`
}

/** RFC 8414 §3.1 puts the name before the path, OpenID Connect and many servers behind it. */
function placesOf(url: string): string[] {
  const { origin, pathname } = new URL(url)
  const path = pathname.replace(/\/$/, '')
  return [
    ...new Set([
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}${path}/.well-known/openid-configuration`,
      `${origin}${path}/.well-known/oauth-authorization-server`,
    ]),
  ]
}

function urlIn(metadata: Record<string, unknown>, member: string): string | null {
  const value = metadata[member]
  return typeof value === 'string' && isHttpUrl(value) ? value : null
}

export function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

/** Whether nobody on the way can listen: https, or this very machine. */
export function isPrivateWay(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
