import type { PlatformAssertion } from '../../client/couchlink-tv.ts'
import { isNotice } from '../../client/couchlink-tv.ts'
import { browser } from './browser.ts'
import { sayable } from './describe.ts'
import type { Platform } from './platform.ts'
import { quietly } from './quietly.ts'

/** As much of Senza's SDK as we use. The page has to load it: it is not ours to ship. */
interface SenzaSdk {
  init(): Promise<unknown>
  uiReady(): void
  auth?: { getClientAssertion(): Promise<{ hostplatform_assertion: string }> }
  /** There once the SDK has started. */
  deviceManager?: { deviceInfo?: { community?: unknown } | null }
  messageManager?: {
    addEventListener(
      type: 'message',
      listener: (event: { detail?: { eventName?: unknown } | null }) => void,
    ): void
  }
  lifecycle?: {
    addEventListener(type: 'onstatechange', listener: (event: { state?: string }) => void): void
    exitApplication(): void
  }
}

interface SenzaWindow {
  senza?: SenzaSdk
  /** The SDK's name until 2024. */
  hs?: SenzaSdk
  /** The way to the connector, which is there on the platform and nowhere else. */
  cefQuery?: unknown
}

/** An app in Senza's cloud; `null` without its SDK, and in a developer's browser, which nobody vouches for. */
export function senza(owner: Window): Platform | null {
  const senzas = owner as SenzaWindow
  const sdk = quietly(() => senzas.senza ?? senzas.hs)
  if (!sdk || typeof senzas.cefQuery !== 'function') return null
  const page = browser(owner)
  const describe = { ...page.describe, name: 'Senza' }
  // Nothing else of the SDK may be called before this is done.
  const started = Promise.resolve().then(() => sdk.init())
  const whenStarted = (run: () => void): void => {
    started.then(run).catch(() => {})
  }
  // The browser is one of the platform's many, far away; the community says whose sets this one is of.
  whenStarted(() => {
    describe.model = sayable(sdk.deviceManager?.deviceInfo?.community, describe.model)
  })
  return {
    ...page,
    name: 'senza',
    describe,
    habits: { backOnHome: 'unbind', canLeave: true, asksFirst: false },
    assertion: assertionOf(sdk, started),
    leave: () => whenStarted(() => sdk.lifecycle?.exitApplication()),
    onVisible(listener) {
      page.onVisible(listener)
      whenStarted(() =>
        sdk.lifecycle?.addEventListener('onstatechange', ({ state }) => {
          if (state === 'foreground') listener()
        }),
      )
    },
    onNotice(listener) {
      whenStarted(() =>
        sdk.messageManager?.addEventListener('message', ({ detail }) => {
          if (isNotice(detail?.eventName)) listener()
        }),
      )
    },
    ready: () => whenStarted(() => sdk.uiReady()),
  }
}

function assertionOf({ auth }: SenzaSdk, started: Promise<unknown>): PlatformAssertion | null {
  if (!auth) return null
  return async () => {
    await started
    try {
      return (await auth.getClientAssertion()).hostplatform_assertion
    } catch (error) {
      throw new Error(`Senza does not say which device this is: ${reasonOf(error)}`)
    }
  }
}

/** The SDK rejects with `{code, msg}`: 400 where the tenant is not set up for assertions, 0 for anything else. */
function reasonOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown }
  if (code === 400) return 'the tenant has no configuration for it (400).'
  return typeof code === 'number' ? `code ${code}.` : String(error)
}
