import type { Notices } from '#contract/notice'
import type { Title } from '#contract/title'
import type { AuthorizedCall } from './authorized-calls.ts'
import { makeAuthorizedCalls } from './authorized-calls.ts'
import { makeCalls } from './calls.ts'
import { makeClock } from './clock.ts'
import type { DeviceKey, GivenKey } from './device-key.ts'
import { sayGoodbye } from './goodbye.ts'
import type { HelloOutcome } from './hello.ts'
import { sayHello } from './hello.ts'
import { keptOnce } from './kept-once.ts'
import { watchBinding } from './known-binding.ts'
import type { LinkOutcome } from './link.ts'
import { requestLink } from './link.ts'
import type { MatchOutcome } from './match.ts'
import { answerMatch } from './match.ts'
import type { MqttConnect } from './notices.ts'
import { NoticeLine } from './notices.ts'
import { openDeviceKey } from './open-device-key.ts'
import { makeProofs } from './proof.ts'
import type { PlatformAssertion, SelfDescription } from './request-token.ts'
import type { LoadP256 } from './soft-key.ts'
import { realTimers } from './timers.ts'
import { fetchTitles } from './titles.ts'
import type { HeldToken, Token, TokenOutcome } from './token.ts'
import { makeToken } from './token.ts'

/** What another service of the operator wants to see: which device this is, and whose. */
export type AccessToken = Pick<HeldToken, 'token' | 'type'>

/** A television's side of Couchlink, without any screen. Every expected end is a value, also that nobody answers. */
export interface CouchlinkClient {
  /** By which the server knows this device; `null` while that is not known, for want of a key or of the first token. */
  deviceId(): Promise<string | null>
  hello(): Promise<HelloOutcome>
  requestLink(): Promise<LinkOutcome>
  /**
   * Says which three digits the person entered from the phone's screen, while hello says `matching`. One try: after a
   * failure ask hello first, and then at most send the same number again.
   */
  answerMatch(linkId: string, number: string): Promise<MatchOutcome>
  goodbye(binding: string): Promise<boolean>
  titles(): Promise<Title[] | null>
  /** The device access token, for other services than Couchlink; `null` while there is none. */
  accessToken(): Promise<AccessToken | null>
  /**
   * The `DPoP` header for one call with that token (RFC 9449 §4), where its type is `DPoP`. Each serves once.
   * Rejects when the URL is not absolute.
   */
  proofFor(method: string, url: string, token: string): Promise<string>
  /** Begins to listen for notices; with `null` it asks for the credentials itself. */
  listen(notices: Notices | null): void
  /** To be called when the device was asleep or without network and is back. */
  wake(): void
  close(): void
}

export interface CouchlinkClientOptions {
  /** Absolute URL of the server, ending in `/`. */
  base: string
  describe: SelfDescription
  /** A provisioned key, which replaces the kept one. */
  givenKey: GivenKey | null
  loadP256: LoadP256
  /** How an app gets its platform's word for which device this is; with `null` the device's key is its identity. */
  platformAssertion: PlatformAssertion | null
  loadMqtt(): Promise<MqttConnect>
  /** Ask hello again. */
  onNudge(): void
  /** Notices arrive, from now on again (`true`), or no longer (`false`). */
  onLine(up: boolean): void
}

/** Begins at once to open the device's key and to ask for its token. */
export function makeCouchlinkClient(options: CouchlinkClientOptions): CouchlinkClient {
  const { base, describe, givenKey, loadP256, platformAssertion } = options
  const timers = realTimers
  const { nowMs } = timers
  const clock = makeClock(() => Date.now())
  const key = keptOnce(() => openDeviceKey({ given: givenKey, loadP256 }))
  const call = makeCalls({ base, clock, fetch: (input, init) => fetch(input, init) })
  const prove = makeProofs({ key, clock })
  const token = makeToken({ key, prove, platformAssertion, call, clock, base, describe, nowMs })
  const authorized = makeAuthorizedCalls({ call, token, prove, base })
  // A token names the account that the device had when it was asked for.
  const boundTo = watchBinding(() => token.outdate())

  async function hello(withNotices: boolean): Promise<HelloOutcome> {
    const outcome = await sayHello(authorized, { withNotices })
    if (outcome.kind === 'bound') boundTo(outcome.hello.binding)
    if (outcome.kind === 'not_bound') boundTo(null)
    return outcome
  }

  const line = new NoticeLine({
    loadMqtt: options.loadMqtt,
    async freshNotices() {
      const outcome = await hello(true)
      if (outcome.kind === 'bound') return outcome.hello.notices ?? null
      return outcome.kind === 'not_bound' ? (outcome.notBound.notices ?? null) : null
    },
    onNudge: options.onNudge,
    onLine: options.onLine,
    random: Math.random,
    timers,
  })
  void token.get()
  return {
    deviceId: () => deviceIdOf(platformAssertion ? token.get : key),
    hello: () => hello(false),
    requestLink: () => askForLink(authorized, token, key),
    answerMatch: (linkId, number) => answerMatch(authorized, linkId, number),
    async goodbye(binding) {
      const done = await sayGoodbye(authorized, binding)
      if (done) boundTo(null)
      return done
    },
    titles: () => fetchTitles(authorized, base),
    async accessToken() {
      const held = await token.get()
      return held.kind === 'token' ? { token: held.token, type: held.type } : null
    },
    proofFor: (method, url, accessToken) => prove({ method, url, token: accessToken }),
    listen: (notices) => line.listen(notices),
    wake: () => line.hurry(),
    close: () => line.close(),
  }
}

async function deviceIdOf(known: () => Promise<DeviceKey | TokenOutcome>): Promise<string | null> {
  const one = await known().catch(() => null)
  return one && 'deviceId' in one ? one.deviceId : null
}

/** The handle is made with the id that the token says, which is not the key's where a platform vouches for the device. */
async function askForLink(
  call: AuthorizedCall,
  token: Token,
  key: () => Promise<DeviceKey>,
): Promise<LinkOutcome> {
  const held = await token.get()
  if (held.kind !== 'token') return held
  const { sha256 } = await key()
  return requestLink(call, { deviceId: held.deviceId, sha256 })
}
