import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'

import { launchChromium } from './chromium.ts'

/** A real Chromium that ends with the test. */
export async function openBrowser(args: string[] = []): Promise<Browser> {
  const browser = await launchChromium(args)
  onTestFinished(() => browser.close())
  return browser
}

/** One real Chromium for all tests of a file, which open contexts of their own; to be called where tests are described. */
export function oneBrowser(args: string[] = []): () => Browser {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(args)
  })
  afterAll(() => browser.close())
  return () => browser
}

/** Notes every request of these pages that leaves the server's own origin; data and blob URLs go nowhere. */
export function foreignRequests(context: BrowserContext, origin: string): string[] {
  const foreign: string[] = []
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) foreign.push(url)
  })
  return foreign
}
