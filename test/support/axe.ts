import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** WCAG 2.2 AA, and what the makers of axe-core hold to be good practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** The fewest CSS pixels on a side of what can be pressed; layout may round the last of them. */
const TARGET_PX = 43.9

/** What axe-core finds wrong with a page as it stands, whatever the page's own policy forbids. */
export async function axeFaults(page: Page): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in window))) {
    // As the debugger's own code, to which no policy of the page applies. The debugger stays: when one goes, Chromium
    // also takes the authenticators away that another has plugged in.
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Runtime.evaluate', { expression: SOURCE })
  }
  return page.evaluate(async (tags) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResult> } }
    const { violations } = await axe.run({ runOnly: tags, preload: false, elementRef: false })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }, TAGS)
}
interface AxeResult {
  violations: { id: string; nodes: { html: string }[] }[]
}

/** What is laid out wrong: a page that scrolls sideways, targets that are too small, words that are cut off. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const faults: string[] = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) {
      faults.push(`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth} px`)
    }
    for (const one of document.querySelectorAll('button, a, summary, label.choice, input')) {
      // What carries its own label is pressed by that, and what only password stores read is not pressed at all.
      if (one.matches('label.choice input, input.hidden')) continue
      const { height, width } = one.getBoundingClientRect()
      if (height > 0 && Math.min(height, width) < least) {
        faults.push(`too small, ${width} × ${height}: ${one.outerHTML}`)
      }
    }
    for (const one of document.querySelectorAll(
      'button, a, summary, p, h2, h3, h4, li, dd, #digits b',
    )) {
      if (one.matches('.hidden') || one.clientWidth === 0) continue
      if (one.scrollWidth > one.clientWidth + 1)
        faults.push(`cut off or sticks out: ${one.outerHTML}`)
    }
    return faults
  }, TARGET_PX)
}
