import type { Notices } from '#contract/notice'
import type { Title } from '#contract/title'
import { makeAuthorizedCalls } from './authorized-calls.ts'
import { makeCalls } from './calls.ts'
import { makeClock } from './clock.ts'
import type { DeviceKey, GivenKey } from './device-key.ts'
import { sayGoodbye } from './goodbye.ts'
import type { HelloOutcome } from './hello.ts'
import { sayHello } from './hello.ts'
import type { LinkOutcome } from './link.ts'
import { requestLink } from './link.ts'
import type { MqttConnect } from './notices.ts'
import { NoticeLine } from './notices.ts'
import { openDeviceKey } from './open-device-key.ts'
import type { LoadP256 } from './soft-key.ts'
import { realTimers } from './timers.ts'
import { fetchTitles } from './titles.ts'
import type { SelfDescription } from './token.ts'
import { makeToken } from './token.ts'

/** A television's side of Couchlink, without any screen. Nothing here rejects: every end is a value. */
export interface CouchlinkClient {
  /** By which this device is known. */
  deviceId(): Promise<string>
  hello(): Promise<HelloOutcome>
  requestLink(): Promise<LinkOutcome>
  goodbye(binding: string): Promise<boolean>
  titles(): Promise<Title[] | null>
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
  loadMqtt(): Promise<MqttConnect>
  /** Ask hello again. */
  onNudge(): void
  /** Notices arrive, from now on again (`true`), or no longer (`false`). */
  onLine(up: boolean): void
}

/** Begins at once to open the device's key and to ask for its token. */
export function makeCouchlinkClient(options: CouchlinkClientOptions): CouchlinkClient {
  const { base } = options
  const timers = realTimers
  const clock = makeClock(() => Date.now())
  const key = keptOnce(() => openDeviceKey({ given: options.givenKey, loadP256: options.loadP256 }))
  const call = makeCalls({ base, clock, fetch: (input, init) => fetch(input, init) })
  const token = makeToken({
    key,
    call,
    clock,
    base,
    describe: options.describe,
    nowMs: timers.nowMs,
  })
  const authorized = makeAuthorizedCalls(call, token)
  const line = new NoticeLine({
    loadMqtt: options.loadMqtt,
    async freshNotices() {
      const outcome = await sayHello(authorized, { withNotices: true })
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
    deviceId: async () => (await key()).deviceId,
    hello: () => sayHello(authorized, { withNotices: false }),
    requestLink: () => key().then((opened) => requestLink(authorized, opened), unreachable),
    goodbye: (binding) => sayGoodbye(authorized, binding),
    titles: () => fetchTitles(authorized, base),
    listen: (notices) => line.listen(notices),
    wake: () => line.hurry(),
    close: () => line.close(),
  }
}

function unreachable(): LinkOutcome {
  return { kind: 'unreachable', retryAfterSeconds: null }
}

/** The same key for everybody; only a failure to open it is tried anew by the next who asks. */
function keptOnce(open: () => Promise<DeviceKey>): () => Promise<DeviceKey> {
  let opened: Promise<DeviceKey> | null = null
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null
      throw error
    })
    return opened
  }
}
