import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { axeFaults, layoutFaults } from './axe.ts'
import { keyboardFaults } from './keyboard.ts'

/** Where the pictures lie that a person should look at. */
export const PICTURES = new URL('../../.artefacts/pictures', import.meta.url).pathname

export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1280, height: 800 }
/** WCAG 2.2 §1.4.10: as wide as a desk's 1280 px at 400 %. */
const NARROW = { width: 320, height: 568 }

const LOOKS = [
  ['phone', 'light', PHONE],
  ['desk', 'light', DESK],
  ['desk', 'dark', DESK],
  ['phone', 'dark', PHONE],
] as const

/**
 * Looks at a page in the state it stands in: on a phone and on a desk, light and dark, narrow, in forced colours,
 * without motion (which the page's context asked for) and by keyboard alone. Leaves it on a phone, light.
 *
 * @param name of the pictures
 * @returns what is wrong, each with the look that shows it
 */
export async function look(page: Page, name: string): Promise<string[]> {
  const faults: string[] = []
  const note = (where: string, found: string[]) =>
    faults.push(...found.map((fault) => `${name}, ${where}: ${fault}`))
  mkdirSync(PICTURES, { recursive: true })
  const focused = await page.evaluateHandle(() => document.activeElement)

  for (const [place, colorScheme, viewport] of LOOKS) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize(viewport)
    await settled(page)
    // What stands where does not change with the colours, and what is said not with the width.
    if (colorScheme === 'light') note(place, await layoutFaults(page))
    if (place === 'phone') note(colorScheme, await axeFaults(page))
    await page.screenshot({
      path: join(PICTURES, `${name}-${place}-${colorScheme}.png`),
      fullPage: true,
    })
  }
  note('reduced motion', await motionFaults(page))
  await page.setViewportSize(NARROW)
  note('narrow', await layoutFaults(page))
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
  note('forced colours', await edgelessFields(page))
  await page.emulateMedia({ forcedColors: 'none' })
  await page.setViewportSize(PHONE)
  note('keyboard', await keyboardFaults(page))
  await page.evaluate((element) => (element as HTMLElement | null)?.focus(), focused)
  return faults
}

/** Longer than anything fades; what begins later is for whoever waits in vain. */
const LATER_MS = 2000

/** A page that is still fading in has no colours of its own yet. What goes on for ever is not waited for. */
export async function settled(page: Page): Promise<void> {
  // What has only come in part says little of the whole.
  await page.waitForLoadState()
  // Asked from outside: a page without scripts has no timers.
  await expect
    .poll(() =>
      page.evaluate(
        (later) =>
          document.getAnimations().filter(({ playState, effect }) => {
            const { iterations = 1, delay = 0 } = effect?.getComputedTiming() ?? {}
            return (
              playState === 'running' && iterations !== Number.POSITIVE_INFINITY && delay < later
            )
          }).length,
        LATER_MS,
      ),
    )
    .toBe(0)
}

/** Whoever asked for less motion gets none: what appears may do so, at once. */
function motionFaults(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 0)
      .map((animation) => `moves: ${(animation as CSSAnimation).animationName}`),
  )
}

/** Where the browser takes the page's colours away, only lines tell a field or a button from its ground. */
function edgelessFields(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main :is(button:not(.quiet), .button, input:not(.hidden))')]
      .filter((one) => one.getBoundingClientRect().height > 0)
      .filter((one) => {
        const { appearance, borderBottomWidth, borderBottomStyle, borderBottomColor } =
          getComputedStyle(one)
        const lined = borderBottomWidth !== '0px' && borderBottomStyle !== 'none'
        const seen = !/^rgba\(.*, 0\)$/.test(borderBottomColor)
        return (
          !(lined && seen) &&
          (appearance === 'none' || !one.matches('[type=checkbox], [type=radio]'))
        )
      })
      .map((one) => `has no edge: ${one.outerHTML}`),
  )
}
