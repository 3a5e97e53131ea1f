/** What the operator's OpenID provider says of the person, in the provider's own words. */
export interface ProvenIdentity {
  issuer: string
  subject: string
  /** When the person signed in there (epoch seconds); `null` when the provider does not say. */
  authenticatedAt: number | null
  /** Claims as they came; `null` where one is missing or no text. */
  username: string | null
  name: string | null
  color: string | null
}

/** What has to be kept by the browser between leaving for the provider and coming back. */
export interface Departure {
  state: string
  nonce: string
  codeVerifier: string
  /** Absolute, the same at both steps. */
  redirectUri: string
  /** The person has to prove once more who they are, even if the provider remembers them. */
  fresh: boolean
}

/** The operator's OpenID provider (`outside/openid-provider.ts`); expected ends are values. */
export interface Provider {
  /** As the button calls it. */
  readonly name: string
  /** @returns where the browser goes, and what it has to keep until it comes back */
  depart(trip: {
    redirectUri: string
    fresh: boolean
  }): Promise<{ url: string; departure: Departure } | 'unavailable'>
  /**
   * @param query with which the browser came back, without `?`
   * @returns `refused` when the person or the provider said no, or when anything does not fit
   */
  arrive(query: string, departure: Departure): Promise<ProvenIdentity | 'refused' | 'unavailable'>
  /** What an operator should know just now; `null` when all is well. */
  warning(): string | null
}
