import { TV_CLIENT } from '#contract/token'

import type { Client } from '../../config-apps.ts'
import { isClientSecret } from '../../credentials/client-secret.ts'
import { type OAuthRefusal, refuse } from '../../errors.ts'
import type { LinkRecord } from '../../store/store.ts'
import type { Parts } from '../parts.ts'

/** A registered app, or the television as one. */
export interface OAuthClient extends Omit<Client, 'secret'> {
  clientId: string
  /** It has proven itself with a secret (RFC 6749 §2.1). */
  confidential: boolean
  /** The origin of the web page that asks in the site's name, without its secret; `null` where no page asks. */
  page: string | null
}

/** How a request names its client; `null` where it does not. */
export interface ClientClaim {
  /** Of HTTP Basic (RFC 6749 §2.3.1), decoded. */
  basic: { clientId: string; secret: string } | null
  clientId: string | null
  secret: string | null
}

/** A television asks by its own token and is registered nowhere; it may redeem its own device codes. */
const TELEVISION: OAuthClient = {
  clientId: TV_CLIENT,
  name: 'TV',
  grants: ['device_code'],
  scopes: [],
  otherNetwork: 'match',
  web: null,
  optIn: false,
  stepUp: false,
  hostLanOnly: false,
  ttlSeconds: null,
  intervalSeconds: null,
  confidential: false,
  page: null,
}

/** The client behind a request. Unknown, unproven and wrongly proven ones are answered alike. */
export function authenticateClient(parts: Parts, claim: ClientClaim): OAuthClient | OAuthRefusal {
  const { basic } = claim
  if (basic !== null && claim.secret !== null) {
    return refuse('invalid_request', { detail: 'A client proves itself in one way only.' })
  }
  const clientId = basic?.clientId ?? claim.clientId
  if (clientId === null) return refuse('invalid_request', { detail: '"client_id" is missing.' })
  if (claim.clientId !== null && claim.clientId !== clientId) {
    return refuse('invalid_request', { detail: 'The request names two clients.' })
  }
  const secret = basic?.secret ?? claim.secret
  if (clientId === TV_CLIENT) return secret === null ? TELEVISION : refuse('invalid_client')
  const registered = registeredClient(parts, clientId)
  if (registered === null) return refuse('invalid_client')
  const { secret: hash, ...client } = registered
  const proven = hash === null ? secret === null : secret !== null && isClientSecret(secret, hash)
  if (!proven) return refuse('invalid_client')
  return { ...client, clientId, confidential: hash !== null, page: null }
}

/**
 * A web site's page, which can keep no secret: its browser says in `Origin` whose it is. That is proof against other
 * sites' pages and against nothing else, so a page may only begin a sign-in and ask for its one-time key. `null` where
 * this client is no web site.
 *
 * @param origin as the browser sends it, or `null` as text from a page without one
 */
export function authenticatePage(
  parts: Parts,
  clientId: string,
  origin: string,
): OAuthClient | OAuthRefusal | null {
  const registered = registeredClient(parts, clientId)
  if (registered === null || registered.web === null) return null
  if (!registered.web.origins.includes(origin)) {
    return refuse('unauthorized_client', { detail: 'This client has no pages at this origin.' })
  }
  const { secret: _, ...client } = registered
  return { ...client, clientId, confidential: false, page: origin }
}

/** The terms of the client behind a link request; `null` when it has been taken out of config.json since. */
export function termsOf(parts: Parts, { clientId }: LinkRecord): Omit<Client, 'secret'> | null {
  return clientId === TV_CLIENT ? TELEVISION : registeredClient(parts, clientId)
}

function registeredClient({ config }: Parts, clientId: string): Client | null {
  return Object.hasOwn(config.clients, clientId) ? (config.clients[clientId] ?? null) : null
}
