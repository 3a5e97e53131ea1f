import type { Token } from './token.ts'

/** By which the server knows this device, as soon as somebody has learnt it. */
export interface KnownDeviceId {
  /** `null` while nobody has. */
  now(): string | null
  /** Never rejects; without a key or a first token it stays open. */
  once: Promise<string>
  tell(deviceId: string): void
}

export function makeKnownDeviceId(): KnownDeviceId {
  let known: string | null = null
  let resolve: (deviceId: string) => void
  const once = new Promise<string>((whenKnown) => {
    resolve = whenKnown
  })
  return {
    now: () => known,
    once,
    tell(deviceId) {
      known = deviceId
      resolve(deviceId)
    },
  }
}

/** A token that tells for which device it is, whoever asks for it. */
export function telling(token: Token, tell: (deviceId: string) => void): Token {
  return {
    ...token,
    async get() {
      const outcome = await token.get()
      if (outcome.kind === 'token') tell(outcome.deviceId)
      return outcome
    },
  }
}
