import type { BrowserContext, CDPSession } from 'playwright-core'

import { inTime } from '../child.ts'
import { type Watched, type WatchedWindow, watchPage } from './watch.ts'
import { type Wire, WireTap } from './wire.ts'

/** One load of a page, as a phone has it. */
export type Load = Watched & Wire

/** A page to be loaded. */
export interface Visit {
  url: string
  /** A selector of what the person needs first. */
  control: string
  /** Whether the page has a script of its own; true unless said. */
  scripted?: boolean
}

/**
 * DevTools' "Slow 4G", which is Lighthouse's `mobileSlow4G` as a browser can apply it: 1.6 Mbps down and 750 kbps up,
 * less a tenth for what the model leaves out, in bytes a second; 150 ms there and back, which the first request of a
 * connection waits for more than once, and therefore 3.75 times that before **every** answer. A real network is kinder
 * to the second and the third.
 */
const SLOW_4G = {
  latency: 150 * 3.75,
  downloadThroughput: (1_600_000 * 0.9) / 8,
  uploadThroughput: (750_000 * 0.9) / 8,
}
const UNLIMITED = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
/** A phone of a few years ago beside a desk's computer; Lighthouse's `cpuSlowdownMultiplier`. */
const CPU_SLOWDOWN = 4
/** Far longer than anybody would wait. */
const LIMIT_MS = 60_000

/** Loads a page in a tab of its own, slowly, and closes it again. */
export async function load(context: BrowserContext, visit: Visit): Promise<Load> {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await addPasskeys(cdp)
  await cdp.send('Network.enable')
  const wire = new WireTap(cdp)
  await page.addInitScript(NAMES)
  const { url, control, scripted = true } = visit
  await page.addInitScript(watchPage, { control, scripted })
  await slow(cdp, SLOW_4G, CPU_SLOWDOWN)
  const seen = async (): Promise<Watched> => {
    await page.goto(url, { waitUntil: 'commit' })
    return page.evaluate(() => (window as unknown as WatchedWindow).benchWatched)
  }
  const watched = await inTime(seen(), LIMIT_MS, `${control} of ${url} never became usable`)
  // What comes after that is only counted.
  await slow(cdp, UNLIMITED, 1)
  const counted = await inTime(wire.untilQuiet(), LIMIT_MS, `${url} never stopped asking`)
  await page.close()
  return { ...watched, ...counted }
}

/** tsx marks functions with their names by this; in the page there is no such thing. */
const NAMES = 'globalThis.__name = (target) => target'

/** A phone's own, without any for us: what a page loads to make use of them is part of its weight. */
async function addPasskeys(cdp: CDPSession): Promise<void> {
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
    },
  })
}

async function slow(cdp: CDPSession, network: typeof SLOW_4G, cpu: number): Promise<void> {
  await cdp.send('Network.emulateNetworkConditions', { offline: false, ...network })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpu })
}
