import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { onTestFinished } from 'vitest'

/** Software WebGL without console noise, and no call of Chromium's own to the outside. */
const ARGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

/** A real Chromium that ends with the test. */
export async function openBrowser(args: string[] = []): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [...ARGS, ...args],
  })
  onTestFinished(() => browser.close())
  return browser
}

/** `CHROME_PATH`, else the first Chromium on the path; `server/bootstrap.mjs` has made sure that there is one. */
function chromiumPath(): string {
  const named = process.env['CHROME_PATH']
  if (named !== undefined && named !== '') return named
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // The next one.
    }
  }
  throw new Error('No Chromium on the path. Install it, or set CHROME_PATH.')
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
