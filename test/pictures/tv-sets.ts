import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'

import { type Place, takeAway } from '../support/older-chrome.ts'
import { refuseNewerPatterns } from '../support/older-patterns.ts'
import { temporaryFolder } from '../support/server.ts'

export const ELIZA = { username: 'eliza', password: 'Senza2024' }

const TV_APP = new URL('../../dist/tv-app', import.meta.url).pathname

/** What a set lacks, and what is wrong with it. */
export interface Faults {
  /** Properties that are not there. */
  missing?: readonly Place[]
  /** It knows no regular expressions that are newer than Chrome 53. */
  oldPatterns?: boolean
  /** Source that runs in the page before anything of the app, in the order given. */
  before?: readonly string[]
  /** Pixels of the screen; Full HD unless said. */
  width?: number
  height?: number
}

/** A television whose page may lack anything, so that it is only asked by plain expressions of old. */
export interface TvSet {
  page: Page
  cdp: CDPSession
  /** What broke in the page. */
  broken: string[]
  /** The value of an expression in the page. */
  ask<T>(expression: string): Promise<T>
  screen(): Promise<string>
  /** Waits until it is on this screen. */
  reaches(screen: string): Promise<void>
}

/** Turns a television on that has never been here; its page is where the test sends it. */
export async function turnOn(browser: Browser, faults: Faults = {}): Promise<TvSet> {
  const { missing = [], oldPatterns = false, before = [], width = 1920, height = 1080 } = faults
  const context = await browser.newContext({ viewport: { width, height } })
  onTestFinished(() => context.close().catch(() => {}))
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  const broken: string[] = []
  page.on('pageerror', ({ message }) => broken.push(message))
  for (const source of before) await page.addInitScript({ content: source })
  if (oldPatterns) await page.addInitScript(refuseNewerPatterns)
  if (missing.length > 0) await page.addInitScript(takeAway, missing)
  const ask = async <T>(expression: string): Promise<T> => {
    const { result } = await cdp.send('Runtime.evaluate', { expression, returnByValue: true })
    return result.value as T
  }
  const screen = () => ask<string>("document.body ? document.body.getAttribute('data-screen') : ''")
  return {
    page,
    cdp,
    broken,
    ask,
    screen,
    async reaches(wanted) {
      await expect.poll(screen, { interval: 50, message: `the screen is ${wanted}` }).toBe(wanted)
    },
  }
}

/** The app as a package on the set holds it: a copy that runs from `file://` and names its server. */
export async function packaged(server: string): Promise<string> {
  const folder = join(temporaryFolder(), 'app')
  await cp(TV_APP, folder, { recursive: true })
  const page = join(folder, 'index.html')
  const html = await readFile(page, 'utf8')
  const meta = `<meta name="couchlink-server" content="${server}/" />`
  await writeFile(page, html.replace('<head>', `<head>${meta}`))
  return pathToFileURL(page).href
}

/** A page on plain http from another machine has none. */
export const WITHOUT_WEBCRYPTO: Place = ['Crypto.prototype', 'subtle']
