import type { Page } from 'playwright-core'

/** A page has fewer stops than this. */
const MOST_STOPS = 60

/** Presses Tab until it is so. */
export async function tabTo(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await isThere()) return
    await page.keyboard.press('Tab')
  }
  throw new Error('the keyboard does not get there')
}

/** One stop of the Tab key. */
interface Stop {
  what: string
  top: number
  bottom: number
  /** From the side at which the language begins. */
  start: number
  isShown: boolean
  isLined: boolean
}

/**
 * What is wrong for whoever has no pointer: something that Tab does not reach, a stop that is not seen or not marked, an
 * order other than the one in which the page is read.
 */
export async function keyboardFaults(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    getSelection()?.removeAllRanges()
    const top = document.createElement('i')
    top.tabIndex = -1
    document.body.prepend(top)
    top.focus()
    top.remove()
  })
  const stops: Stop[] = []
  for (let tab = 0; tab < MOST_STOPS; tab += 1) {
    await page.keyboard.press('Tab')
    const stop = await stopOf(page)
    if (stop === null) break
    stops.push(stop)
  }
  const faults = stops.flatMap(({ what, isShown, isLined }) => [
    ...(isShown ? [] : [`Tab stops where nothing is seen: ${what}`]),
    ...(isLined ? [] : [`has the focus and does not show it: ${what}`]),
  ])
  for (const [index, stop] of stops.entries()) {
    const before = stops[index - 1]
    if (before !== undefined && isBefore(stop, before)) {
      faults.push(`Tab goes back, from ${before.what} to ${stop.what}`)
    }
  }
  const reachable = await countReachable(page)
  if (stops.length !== reachable)
    faults.push(`Tab stops ${stops.length} times at ${reachable} controls`)
  return faults
}

/** Above it, or beside it on the side where reading begins. */
function isBefore(one: Stop, other: Stop): boolean {
  if (one.bottom <= other.top + 1) return true
  return one.top < other.bottom - 1 && one.bottom > other.top + 1 && one.start < other.start - 1
}

function stopOf(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const one = document.activeElement
    if (one === null || one === document.body || one === document.documentElement) return null
    const { top, bottom, left, right, height, width } = one.getBoundingClientRect()
    const { outlineStyle, outlineWidth, visibility } = getComputedStyle(one)
    const isRtl = getComputedStyle(document.documentElement).direction === 'rtl'
    return {
      what: one.outerHTML.slice(0, 120),
      top: top + scrollY,
      bottom: bottom + scrollY,
      start: isRtl ? innerWidth - right : left,
      isShown: height > 1 && width > 1 && visibility === 'visible',
      isLined: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    }
  })
}

/** How many stops there should be: everything that can be pressed or filled in, a group of choices once. */
function countReachable(page: Page): Promise<number> {
  return page.evaluate(() => {
    const controls = 'button, a[href], summary, input:not([type=hidden], [tabindex="-1"])'
    return [...document.querySelectorAll<HTMLElement>(controls)].filter((one) => {
      if (!one.checkVisibility({ visibilityProperty: true })) return false
      if (one.matches(':disabled')) return false
      return !one.matches('[type=radio]:not(:checked)')
    }).length
  })
}
