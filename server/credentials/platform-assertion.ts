import * as v from 'valibot'

import { DeviceId } from '#contract/ids'

import { type ForeignClaims, type Issuer, issuerOf, verifyForeignToken } from './foreign-token.ts'
import { sha256 } from './link-secrets.ts'
import { UsedIds } from './used-ids.ts'

/** How long a platform may let an assertion live: some hand one out per day. Longer would be a password. */
const MAX_SECONDS = 24 * 3600

/** Platforms make their own ids; this bounds what each may cost to remember. */
const JTI_MAX_LENGTH = 256

/** A TV platform whose assertions say which device it is. */
export interface PlatformIssuer extends Issuer {
  /** Begins the deviceId. */
  name: string
  /** The form of `sub`, such as `urn:platform:device:{deviceId}`. */
  subject: string
}

/**
 * Assertions that a TV platform signed (RFC 7523 §3). An issuer that is not configured is refused without asking
 * anybody. An assertion with a `jti` counts once until its end. One without may be used again until then, since a
 * platform's SDK hands out the same one until it ends.
 */
export class PlatformAssertions {
  readonly #platforms: readonly (PlatformIssuer & { usedIds: UsedIds })[]
  readonly #toleranceSeconds: number
  readonly #now: () => number

  constructor(parts: {
    platforms: readonly PlatformIssuer[]
    clockToleranceSeconds: number
    usedIds: number
    now: () => number
  }) {
    this.#toleranceSeconds = parts.clockToleranceSeconds
    this.#now = parts.now
    const ids = { max: parts.usedIds, now: parts.now, lifeSeconds: MAX_SECONDS }
    this.#platforms = parts.platforms.map((platform) => ({
      ...platform,
      usedIds: new UsedIds(ids),
    }))
  }

  /** The deviceId, `null` when nothing is proven, `busy` when that cannot be told now. Never throws. */
  async verify(assertion: string): Promise<string | null | 'busy'> {
    const platform = issuerOf(assertion, this.#platforms)
    if (platform === null) return null
    const now = this.#now()
    const claims = await verifyForeignToken(assertion, platform, {
      types: ['jwt'],
      clockToleranceSeconds: this.#toleranceSeconds,
      now,
    })
    if (claims === 'unavailable') return 'busy'
    if (claims === null || !this.#livesShortly(claims, now)) return null
    const deviceId = deviceIdOf(claims, platform)
    if (deviceId === null) return null
    const { jti, exp } = claims
    if (jti === undefined) return deviceId
    if (typeof jti !== 'string' || jti === '' || jti.length > JTI_MAX_LENGTH) return null
    const use = platform.usedIds.use(jti, exp + this.#toleranceSeconds - now)
    if (use !== 'first') return use === 'full' ? 'busy' : null
    return deviceId
  }

  #livesShortly({ iat, exp }: ForeignClaims, now: number): boolean {
    if (iat === undefined) return exp - now <= MAX_SECONDS
    return (
      typeof iat === 'number' && iat <= now + this.#toleranceSeconds && exp - iat <= MAX_SECONDS
    )
  }
}

/** What stands in `sub` at `{deviceId}`, behind the platform's name; hashed where it would not do as a topic. */
function deviceIdOf({ sub }: ForeignClaims, { name, subject }: PlatformIssuer): string | null {
  const [before = '', after = ''] = subject.split('{deviceId}')
  if (typeof sub !== 'string' || sub.length <= before.length + after.length) return null
  if (!sub.startsWith(before) || !sub.endsWith(after)) return null
  const own = sub.slice(before.length, sub.length - after.length)
  const deviceId = `${name}_${own}`
  return v.is(DeviceId, deviceId) ? deviceId : `${name}_${sha256(own)}`
}
