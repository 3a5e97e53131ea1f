import type { KeyRing } from './keys.ts'
import { signToken, type TokenClaims, type TokenKind, verifyToken } from './signed-token.ts'

/** What the address of a video lets a device do: fetch what lies below one folder, while one binding stands. */
export interface MediaRight {
  deviceId: string
  bindingId: string
  titleId: string
  /**
   * With a slash at its end. `clip/` lies in our own media folder; elsewhere it is the whole URL of the folder, such as
   * `https://media.example/tide/`.
   */
  folder: string
}

/**
 * Tokens in the addresses of videos: `media+jwt`. A player sends no headers of ours, so whoever knows the address may
 * watch; that is why it is short-lived, reaches no other title, and ends with the binding.
 */
export class MediaTokens {
  readonly #keys: KeyRing
  readonly #kind: TokenKind
  readonly #now: () => number
  readonly #randomId: () => string

  constructor(parts: {
    keys: KeyRing
    /** Our address; `null` where it is not configured. */
    issuer: string | null
    now: () => number
    randomId: () => string
  }) {
    this.#keys = parts.keys
    this.#kind = { typ: 'media+jwt', issuer: parts.issuer }
    this.#now = parts.now
    this.#randomId = parts.randomId
  }

  /** @param issuer our address as the caller knows it; counts where none is configured */
  issue(
    { deviceId, bindingId, titleId, folder }: MediaRight,
    ttlSeconds: number,
    issuer: string,
  ): string {
    const claims = {
      iss: this.#kind.issuer ?? issuer,
      sub: deviceId,
      jti: this.#randomId(),
      binding: bindingId,
      title: titleId,
      path: folder,
    }
    return signToken(this.#keys, this.#kind.typ, claims, this.#now(), ttlSeconds)
  }

  /** `null` when it is not ours or has ended. Whether the binding still stands only the database knows. Never throws. */
  verify(token: string): MediaRight | null {
    const claims = verifyToken(this.#keys, this.#kind, token, this.#now())
    return claims === null ? null : rightOf(claims)
  }
}

function rightOf({ sub, binding, title, path }: TokenClaims): MediaRight | null {
  if (typeof binding !== 'string' || typeof title !== 'string' || typeof path !== 'string') {
    return null
  }
  return { deviceId: sub, bindingId: binding, titleId: title, folder: path }
}
