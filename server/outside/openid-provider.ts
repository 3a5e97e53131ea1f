import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'

import type { Config } from '../config.ts'
import { isHttpsOrLoopback, type OidcProvider } from '../config-entries.ts'
import { isOutage, reasonOf } from './openid-failure.ts'
import { OpenIdMetadata } from './openid-metadata.ts'

/** What the browser keeps while it is away. */
interface Departure {
  state: string
  nonce: string
  codeVerifier: string
  redirectUri: string
  fresh: boolean
}

/**
 * With any `max_age` the provider has to say when the person signed in (OpenID Connect Core §3.1.2.1); with one as long
 * as this it hardly ever asks somebody again whom it remembers.
 */
const ANY_AGE_SECONDS = 180 * 86_400

/** What is said of the person, in the ID token or beside it. */
type Claims = Record<string, unknown>

/**
 * The operator's OpenID provider: the authorization code flow (OpenID Connect Core §3.1) with PKCE (RFC 7636), state,
 * nonce and, where the provider sends it, `iss` (RFC 9207). It knows the protocol; what becomes of the person's claims
 * is decided in `flow/account/oidc.ts`.
 */
export class OpenIdProvider {
  readonly name: string
  readonly #provider: OidcProvider
  readonly #metadata: OpenIdMetadata
  readonly #log: { warn(fields: object, text: string): void }
  #away = false

  constructor(parts: {
    provider: OidcProvider
    limits: Config['outside']
    /** Epoch seconds. Only how often the provider is asked follows it; tokens are judged by the system's clock. */
    now: () => number
    log: { warn(fields: object, text: string): void }
  }) {
    this.name = parts.provider.name
    this.#provider = parts.provider
    this.#log = parts.log
    this.#metadata = new OpenIdMetadata({
      ...parts,
      onAsked: (trouble) => {
        this.#away = trouble !== null
        if (this.#away) this.#note(trouble, 'The OpenID provider cannot be had.')
      },
    })
  }

  /**
   * Sends a person there.
   *
   * @param trip.fresh the provider has to ask for the person's proof even if it remembers them
   * @returns where the browser goes, and what it has to keep until it comes back
   */
  async depart(trip: {
    redirectUri: string
    fresh: boolean
  }): Promise<{ url: string; departure: Departure } | 'unavailable'> {
    const configuration = await this.#metadata.get()
    if (configuration === null) return 'unavailable'
    const departure = {
      ...trip,
      state: randomState(),
      nonce: randomNonce(),
      codeVerifier: randomPKCECodeVerifier(),
    }
    const url = await this.#urlFor(configuration, departure)
    return url === null ? 'unavailable' : { url, departure }
  }

  /**
   * Who the person is with whom the browser has come back. The library checks state, `iss`, the code with its
   * verifier, and the ID token's signature, issuer, audience, times and nonce.
   *
   * @param query of the callback, without `?`
   * @returns `refused` when the person or the provider said no, or when anything does not fit
   */
  async arrive(query: string, departure: Departure) {
    const configuration = await this.#metadata.get()
    if (configuration === null) return 'unavailable'
    try {
      const identity = await this.#identity(configuration, query, departure)
      this.#away = false
      return identity
    } catch (error) {
      this.#away = isOutage(error)
      this.#note(error, 'A sign-in at the OpenID provider came to nothing.')
      return this.#away ? 'unavailable' : 'refused'
    }
  }

  /** What an operator should know just now; `null` when all is well. */
  warning(): string | null {
    return this.#away ? `The OpenID provider ${this.#provider.issuer} does not answer.` : null
  }

  async #urlFor(configuration: Configuration, departure: Departure): Promise<string | null> {
    const { redirectUri, state, nonce, codeVerifier, fresh } = departure
    try {
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: this.#provider.scope,
        response_mode: 'query',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ...(fresh ? { prompt: 'login', max_age: '0' } : { max_age: String(ANY_AGE_SECONDS) }),
      })
      if (isHttpsOrLoopback(url.href)) return url.href
    } catch (error) {
      this.#note(error, 'The OpenID provider names no place to sign in.')
    }
    return null
  }

  async #identity(configuration: Configuration, query: string, departure: Departure) {
    const { redirectUri, state, nonce, codeVerifier, fresh } = departure
    const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      ...(fresh ? { maxAge: 0 } : {}),
    })
    const proven = tokens.claims()
    if (proven === undefined) return 'refused'
    const { iss, sub, auth_time } = proven
    const { username, name, color } = this.#provider.claims
    const wanted = color === null ? [username, name] : [username, name, color]
    const said: Claims = wanted.every((claim) => claim in proven)
      ? proven
      : { ...(await this.#userInfo(configuration, tokens.access_token, sub)), ...proven }
    return {
      issuer: iss,
      subject: sub,
      authenticatedAt: auth_time ?? null,
      username: textOf(said[username]),
      name: textOf(said[name]),
      color: color === null ? null : textOf(said[color]),
    }
  }

  /** Many providers leave what the scopes ask for out of the ID token (OpenID Connect Core §5.4). */
  async #userInfo(configuration: Configuration, accessToken: string, sub: string): Promise<Claims> {
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return {}
    return fetchUserInfo(configuration, accessToken, sub)
  }

  #note(error: unknown, text: string): void {
    this.#log.warn({ issuer: this.#provider.issuer, why: reasonOf(error) }, text)
  }
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim !== '' ? claim : null
}
