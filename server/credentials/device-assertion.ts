import { decodeObject, splitJws } from './compact-jws.ts'
import { PlatformAssertions, type PlatformIssuer } from './platform-assertion.ts'
import { SelfSignedAssertions } from './self-signed-assertion.ts'

/** The device that an assertion proves. */
export interface ProvenDevice {
  deviceId: string
  /** Thumbprint of the device's own key where that key signed; `null` where its platform did. */
  jkt: string | null
  /** Nobody but the device itself has said that it exists. */
  selfRegistered: boolean
}

/** Judges device assertions of both kinds (RFC 7523 §3): the device's own, and those of its platform. */
export class DeviceAssertions {
  readonly #selfSigned: SelfSignedAssertions
  readonly #platforms: PlatformAssertions

  constructor(parts: {
    /** How long a device's own assertion may live; how long a platform's may is the platform's choice. */
    maxSeconds: number
    clockToleranceSeconds: number
    /** How many ids of assertions are remembered, for the devices' own and for each platform. */
    usedIds: number
    now: () => number
    platforms: readonly PlatformIssuer[]
  }) {
    this.#selfSigned = new SelfSignedAssertions(parts)
    this.#platforms = new PlatformAssertions(parts)
  }

  /**
   * The device, `null` when nothing is proven (why not is nobody's business but ours), or `busy` when it cannot be
   * told now: no more ids can be remembered, or the platform's keys cannot be had. Never throws.
   *
   * @param audiences the absolute URLs under which our token endpoint may be named
   */
  async verify(
    assertion: string,
    audiences: readonly string[],
  ): Promise<ProvenDevice | null | 'busy'> {
    const jws = splitJws(assertion)
    const header = jws && decodeObject(jws.header)
    if (header === null) return null
    if (header['jwk'] === undefined) {
      const deviceId = await this.#platforms.verify(assertion)
      if (deviceId === null || deviceId === 'busy') return deviceId
      return { deviceId, jkt: null, selfRegistered: false }
    }
    const jkt = this.#selfSigned.verify(assertion, audiences)
    if (jkt === null || jkt === 'busy') return jkt
    return { deviceId: `key_${jkt}`, jkt, selfRegistered: true }
  }
}
