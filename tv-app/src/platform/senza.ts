import type { PlatformAssertion } from '../../client/couchlink-tv.ts'
import { browser } from './browser.ts'
import type { Platform } from './platform.ts'
import { quietly } from './quietly.ts'

/** As much of Senza's SDK as we use. The page has to load it: it is not ours to ship. */
interface SenzaSdk {
  init(): Promise<unknown>
  uiReady(): void
  auth?: { getClientAssertion(): Promise<{ hostplatform_assertion: string }> }
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
  // Nothing else of the SDK may be called before this is done.
  const started = Promise.resolve().then(() => sdk.init())
  const whenStarted = (run: () => void): void => {
    started.then(run).catch(() => {})
  }
  return {
    ...page,
    name: 'senza',
    describe: { ...page.describe, name: 'Senza' },
    habits: { backOnHome: 'unbind', canLeave: true },
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
    ready: () => whenStarted(() => sdk.uiReady()),
  }
}

function assertionOf({ auth }: SenzaSdk, started: Promise<unknown>): PlatformAssertion | null {
  if (!auth) return null
  return async () => {
    await started
    return (await auth.getClientAssertion()).hostplatform_assertion
  }
}
