import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { expect } from 'vitest'

import { PICTURES } from '../support/looks.ts'

const jsQr = createRequire(import.meta.url)('jsqr') as typeof import('jsqr').default

export async function openTv(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  const page = await context.newPage()
  await page.goto(`${url}/tv/`)
  return page
}

export async function openPhone(browser: Browser, url: string, width = 390): Promise<Page> {
  const viewport = { width, height: 844 }
  const context = await browser.newContext({ viewport, isMobile: true, hasTouch: true })
  const page = await context.newPage()
  await page.goto(url)
  return page
}

/** Waits until the TV is on one of these screens. What goes by itself is asked for together with what follows it. */
export async function until(tv: Page, ...screens: string[]): Promise<void> {
  await tv.waitForFunction(
    (names) => names.indexOf(document.body.dataset['screen'] ?? '') >= 0,
    screens,
  )
}

/**
 * Of the story's timers: `screen` ends the welcome and counts down to a goodbye, `settle` lets Back mean something again
 * on home, `fresh` lets it mean no longer "not us".
 */
type Held = 'screen' | 'settle' | 'fresh'

/** Source that keeps what this timer would end, however slow the machine is, until `goOn()` is called in the page. */
export function standStill(timer: Held): string {
  return `(function () {
    var play = couchlink.play, dispatch = play.dispatch, held = []
    play.dispatch = function (event) {
      if (event.type === 'timer' && event.name === '${timer}') held.push(event)
      else dispatch.call(play, event)
    }
    window.goOn = function () {
      play.dispatch = dispatch
      held.forEach(function (event) { play.dispatch(event) })
    }
  })()`
}

/** Runs in the page, before its own scripts: its timers of these lengths, in milliseconds, never end. */
export function endlessTimers(lengthsMs: readonly number[]): void {
  const { setTimeout } = window
  const patient = (run: () => void, ms = 0) => (lengthsMs.indexOf(ms) < 0 ? setTimeout(run, ms) : 0)
  window.setTimeout = patient as typeof setTimeout
}

/** What there is to watch is on the home screen. A key that comes sooner does nothing there. */
export async function titlesShown(tv: Page): Promise<void> {
  await tv.waitForFunction('couchlink.play.state.rails !== null')
}

export function screenOf(tv: Page): Promise<string | undefined> {
  return tv.evaluate(() => document.body.dataset['screen'])
}

/** A picture for a person to look at, and its pixels. */
export async function shoot(page: Page, name: string): Promise<PNG> {
  mkdirSync(PICTURES, { recursive: true })
  return PNG.sync.read(await page.screenshot({ path: join(PICTURES, `${name}.png`) }))
}

/**
 * What the QR on the TV says, read off a screenshot by two decoders that know nothing of each other. Waits until there
 * is a QR, and one that does not say `other`.
 */
export async function readQr(tv: Page, name: string, other = ''): Promise<string> {
  let text = ''
  await expect
    .poll(
      async () => {
        await shoot(tv, name)
        const [first, second] = decoded(join(PICTURES, `${name}.png`))
        text = first
        return text !== '' && text !== other && second === text
      },
      { message: 'both decoders read the same QR' },
    )
    .toBe(true)
  return text
}

/** What zbar and jsQR read off a picture, each; '' where they find nothing. */
export function decoded(path: string): [zbar: string, jsQr: string] {
  const { data, width, height } = PNG.sync.read(readFileSync(path))
  return [zbar(path), jsQr(new Uint8ClampedArray(data), width, height)?.data ?? '']
}

/** The handle that stands in the QR's URL, which the phone opens at the address of this test. */
export function atTestAddress(qr: string, url: string): string {
  return `${url}/L#${new URL(qr).hash.slice(1)}`
}

export async function signIn(phone: Page, username: string, password: string): Promise<void> {
  await field(phone, 'username').fill(username)
  await field(phone, 'current-password').fill(password)
}

export function field(phone: Page, autocomplete: string): Locator {
  return phone.locator(`input[autocomplete~="${autocomplete}"]`)
}

export function button(phone: Page, name: string): Locator {
  return phone.getByRole('button', { name })
}

/** `#RRGGBB` of one pixel. */
export function pixel(picture: PNG, x: number, y: number): string {
  const at = (y * picture.width + x) * 4
  const hex = [...picture.data.subarray(at, at + 3)].map((part) =>
    part.toString(16).padStart(2, '0'),
  )
  return `#${hex.join('').toUpperCase()}`
}

function zbar(path: string): string {
  try {
    const stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'ignore']
    return execFileSync('zbarimg', ['--quiet', '--raw', '-S*.disable', '-Sqrcode.enable', path], {
      stdio,
    })
      .toString()
      .trim()
  } catch {
    // Exit code 4: nothing was found.
    return ''
  }
}
