import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'

import { inTime } from '../child.ts'
import { type WatchedWindow, watchScreen } from './watch.ts'

/** A television of the bench. */
export interface BenchSet {
  page: Page
  cdp: CDPSession
  /** How many times slower than this machine it is from now on. */
  slow(times: number): Promise<void>
  /** Milliseconds from the navigation's start until the code was on the screen. */
  codeMs(url: string): Promise<number>
  /** Waits until an expression is true in the page. */
  until(expression: string): Promise<void>
  /** What the QR code says. */
  qr(): Promise<string>
  /** How often each frame has filled the screen so far. */
  filled(): Promise<number[]>
  /** Bytes in use after a collection: of the JavaScript heap, and of textures. */
  memory(): Promise<{ heap: number; textures: number }>
  close(): Promise<void>
}

/** Longer than anybody would wait for a television. */
const LIMIT_MS = 60_000
const LOOK_AGAIN_MS = 20

/** tsx marks functions with their names by this; in the page there is no such thing. */
const NAMES = 'globalThis.__name = (target) => target'

/** A set that has never been here: no cache, no key. */
export async function turnOnSet(browser: Browser, before: string[] = []): Promise<BenchSet> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  for (const content of [NAMES, ...before]) await page.addInitScript({ content })
  await page.addInitScript(watchScreen)
  // Asked from here: the page's policy lets no text be made into a function.
  const until = async (expression: string): Promise<void> => {
    const becomesTrue = async (): Promise<void> => {
      while (!(await page.evaluate(`!!(${expression})`))) await pause(LOOK_AGAIN_MS)
    }
    await inTime(becomesTrue(), LIMIT_MS, `never became true: ${expression}`)
  }
  return {
    page,
    cdp,
    until,
    async slow(rate) {
      await cdp.send('Emulation.setCPUThrottlingRate', { rate })
    },
    async codeMs(url) {
      await page.goto(url, { waitUntil: 'commit' })
      const shown = page.evaluate(() => (window as unknown as WatchedWindow).benchCode)
      return inTime(shown, LIMIT_MS, `no code on the screen of ${url}`)
    },
    async qr() {
      await until('!!couchlink.play.state.screen.link')
      return page.evaluate('couchlink.play.state.screen.link.qr') as Promise<string>
    },
    filled: () => page.evaluate(() => (window as unknown as WatchedWindow).benchFilled),
    async memory() {
      await cdp.send('HeapProfiler.collectGarbage')
      const { usedSize: heap } = await cdp.send('Runtime.getHeapUsage')
      const textures = await page.evaluate(() =>
        (window as unknown as WatchedWindow).benchTextureBytes(),
      )
      return { heap, textures }
    },
    close: () => context.close(),
  }
}
