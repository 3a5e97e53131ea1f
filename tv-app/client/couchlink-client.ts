import type { Notices } from '#contract/notice'
import { watchSleep } from './asleep.ts'
import type { AuthorizedCall } from './authorized-calls.ts'
import { makeAuthorizedCalls } from './authorized-calls.ts'
import { makeCalls } from './calls.ts'
import { cancelLink } from './cancel-link.ts'
import { makeClock } from './clock.ts'
import type { DeviceKey, GivenKey } from './device-key.ts'
import { sayGoodbye } from './goodbye.ts'
import type { HelloOutcome } from './hello.ts'
import { sayHello } from './hello.ts'
import { keptOnce } from './kept-once.ts'
import { watchBinding } from './known-binding.ts'
import { makeKnownDeviceId, telling } from './known-device-id.ts'
import type { LinkOutcome } from './link.ts'
import { requestLink } from './link.ts'
import type { MatchOutcome } from './match.ts'
import { answerMatch } from './match.ts'
import type { OperatorMessage } from './message.ts'
import type { MqttConnect } from './mqtt-connect.ts'
import { NoticeLine } from './notices.ts'
import { openDeviceKey } from './open-device-key.ts'
import { makePatience } from './patience.ts'
import type { PayloadInbox, TakePayloads } from './payloads.ts'
import { makeProofs } from './proof.ts'
import type { PlatformAssertion, SelfDescription } from './request-token.ts'
import type { LoadP256 } from './soft-key.ts'
import type { Timers } from './timers.ts'
import { realTimers } from './timers.ts'
import type { CatalogueOutcome, MediaOutcome } from './titles.ts'
import { fetchCatalogue, fetchMedia } from './titles.ts'
import type { HeldToken, Token } from './token.ts'
import { makeToken } from './token.ts'

/** What another service of the operator wants to see: which device this is, and whose. */
export type AccessToken = Pick<HeldToken, 'token' | 'type'>

/**
 * A television's side of Couchlink, without any screen. Nothing but {@link CouchlinkClient.proofFor} ever rejects: every
 * expected end is a value, also that nobody answers.
 */
export interface CouchlinkClient {
  /** By which the server knows this device; `null` while that is not known, for want of a key or of the first token. */
  deviceId(): Promise<string | null>
  /**
   * The same once it is known, which at the first start without a network may be much later, or never. It asks for
   * nothing itself: whatever else the client is asked to do brings it.
   */
  deviceIdOnceKnown(): Promise<string>
  /** Asks to whom this device is bound (`GET /hello`): the truth behind every notice. */
  hello(): Promise<HelloOutcome>
  /**
   * Asks for a code to be shown (`POST /auth/device_authorization`, RFC 8628 §3.1). It supersedes the one this device
   * had. A bound device may ask, too: the approval then replaces its binding.
   */
  requestLink(): Promise<LinkOutcome>
  /** Takes that request back when its code is no longer shown to anybody. One try, whose end nobody hears of. */
  cancelLink(linkId: string): Promise<void>
  /**
   * Says which three digits the person entered from the phone's screen, while hello says `matching`. One try: after a
   * failure ask hello first, and then at most send the same number again.
   *
   * @param number three digits, 1 to 9
   */
  answerMatch(linkId: string, number: string): Promise<MatchOutcome>
  /**
   * Gives up this binding, as hello named it, and no later one. `true` once the device is known to be free of it,
   * `false` where that is not known: hello says.
   */
  goodbye(binding: string): Promise<boolean>
  /** What there is to watch, posters as absolute URLs. It changes: ask again now and then, and when a title is `gone`. */
  catalogue(): Promise<CatalogueOutcome>
  /** Where a title's video lies for this device, for some minutes; every URL absolute. To be asked when it shall play. */
  media(titleId: string): Promise<MediaOutcome>
  /** The device access token, for other services than Couchlink; `null` while there is none. */
  accessToken(): Promise<AccessToken | null>
  /**
   * The `DPoP` header for one call with that token (RFC 9449 §4), where its type is `DPoP`. Each serves once.
   * Rejects when the URL is not absolute, or there is no key.
   */
  proofFor(method: string, url: string, token: string): Promise<string>
  /**
   * Begins to listen for notices, with what {@link CouchlinkClient.requestLink} brought; with `null` it asks for the
   * credentials itself. From then on it stays connected by itself. Called again it changes nothing.
   */
  listen(notices: Notices | null): void
  /**
   * To be called when the device is shown again or its network is back. What it held may be dead: the line for notices
   * is asked or tried at once, however often this is called at most every two seconds, and calls that hang are given up.
   * Ask hello after it. A sleep that no event tells of the client notices itself, and then nudges.
   */
  wake(): void
  /** Ends the line and every timer. The client is of no use afterwards. */
  close(): void
}

/** What a client has to be told. There are no defaults, so that nothing is forgotten by chance. */
export interface CouchlinkClientOptions {
  /** Absolute URL of the server, ending in `/`. */
  base: string
  /** How the person's phone names this device, in quotes. */
  describe: SelfDescription
  /** A provisioned key, which replaces the kept one; `null` for the device's own, which is made at the first start. */
  givenKey: GivenKey | null
  /** Fetches the P-256 that is written in JavaScript; only called where the browser denies WebCrypto, as on plain http. */
  loadP256: LoadP256
  /** How an app gets its platform's word for which device this is; with `null` the device's key is its identity. */
  platformAssertion: PlatformAssertion | null
  /** {@link takePayloads} for what phone apps hand to this TV with their yes; `null` takes nothing, and says so to them. */
  payloads: TakePayloads | null
  /** Fetches mqtt.js 5; only called once the client is to listen. Where it rejects there are no notices. */
  loadMqtt(): Promise<MqttConnect>
  /** Ask hello again: something may have changed. What it is no notice says. */
  onNudge(): void
  /**
   * A message for the app from the operator's back end, whose matter is between these two; `null` for an app that takes none.
   * It comes at most once, and not to a device that is away.
   */
  onMessage: ((message: OperatorMessage) => void) | null
  /** Notices arrive, from now on again (`true`), or no longer (`false`). */
  onLine(up: boolean): void
}

/** Begins at once to open the device's key and to ask for its token. */
export function makeCouchlinkClient(options: CouchlinkClientOptions): CouchlinkClient {
  const { base, platformAssertion } = options
  const timers = realTimers
  const { authorized, key, known, patience, prove, token } = makeProvenCalls(options, timers)
  // A token names the account that the device had when it was asked for.
  const boundTo = watchBinding(() => token.outdate())

  const { onNudge: nudge } = options
  const inbox = options.payloads?.({ call: authorized, timers, nudge }) ?? null

  async function hello(withNotices: boolean): Promise<HelloOutcome> {
    const heard = inbox?.hearing()
    const first = await sayHello(authorized, { withNotices })
    // While the device wakes up a call may be given a socket that died in its sleep; the next gets a new one.
    const again = first.kind === 'unreachable' && patience.isWaking()
    const outcome = again ? await sayHello(authorized, { withNotices }) : first
    if (outcome.kind === 'bound') boundTo(outcome.hello.binding)
    if (outcome.kind === 'not_bound') boundTo(null)
    heard?.(outcome)
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
    onMessage: options.onMessage,
    onLine: options.onLine,
    isOffline,
    random: Math.random,
    timers,
  })

  function wake(): void {
    patience.wake()
    line.wake()
  }

  const endWatch = watchSleep({ timers, isHidden }, () => {
    wake()
    options.onNudge()
  })
  void token.get()
  return {
    async deviceId() {
      await (platformAssertion ? token.get() : key().catch(() => null))
      return known.now()
    },
    deviceIdOnceKnown: () => known.once,
    hello: () => hello(false),
    requestLink: () => askForLink(authorized, token, key, inbox),
    cancelLink: (linkId) => cancelLink(authorized, linkId),
    answerMatch: (linkId, number) => answerMatch(authorized, linkId, number),
    async goodbye(binding) {
      const done = await sayGoodbye(authorized, binding)
      if (done) {
        boundTo(null)
        inbox?.drop()
      }
      return done
    },
    catalogue: () => fetchCatalogue(authorized, base),
    media: (titleId) => fetchMedia(authorized, base, titleId),
    async accessToken() {
      const held = await token.get()
      return held.kind === 'token' ? { token: held.token, type: held.type } : null
    },
    proofFor: (method, url, accessToken) => prove({ method, url, token: accessToken }),
    listen: (notices) => line.listen(notices),
    wake,
    close() {
      inbox?.drop()
      endWatch()
      line.close()
    },
  }
}

/** Everything that calls need to say which device makes them. */
function makeProvenCalls(options: CouchlinkClientOptions, timers: Timers) {
  const { base, describe, givenKey, loadP256, platformAssertion } = options
  const known = makeKnownDeviceId()
  const patience = makePatience(timers)
  const clock = makeClock(() => Date.now())
  const key = keptOnce(async () => {
    const opened = await openDeviceKey({ given: givenKey, loadP256 })
    if (!platformAssertion) known.tell(opened.deviceId)
    return opened
  })
  const call = makeCalls({ base, clock, patience, fetch: (input, init) => fetch(input, init) })
  const prove = makeProofs({ key, clock })
  const question = { key, prove, platformAssertion, call, clock, base, describe }
  const token = telling(makeToken({ ...question, nowMs: timers.nowMs }), known.tell)
  const authorized = makeAuthorizedCalls({ call, token, prove, base })
  return { authorized, key, known, patience, prove, token }
}

/** The handle is made with the id that the token says, which is not the key's where a platform vouches for the device. */
async function askForLink(
  call: AuthorizedCall,
  token: Token,
  key: () => Promise<DeviceKey>,
  inbox: PayloadInbox | null,
): Promise<LinkOutcome> {
  const held = await token.get()
  if (held.kind !== 'token') return held
  const { sha256 } = await key()
  const pair = (await inbox?.newKey()) ?? null
  const outcome = await requestLink(call, { deviceId: held.deviceId, sha256 }, pair)
  if (outcome.kind === 'link') inbox?.shown(outcome.link, pair)
  return outcome
}

function isHidden(): boolean {
  return typeof document !== 'undefined' && document.hidden
}

function isOffline(): boolean {
  return typeof navigator !== 'undefined' && navigator.onLine === false
}
