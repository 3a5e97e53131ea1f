import type { Page } from 'playwright-core'

/** Where something stands on the stage, in pixels of 1920 × 1080. */
export interface Part {
  /** Names from the screen down, `Link.Moving.Card`. */
  path: string
  x: number
  y: number
  width: number
  color: number
}

interface Inspected {
  ref: string | undefined
  parent: Inspected | null
  visible: boolean
  color: number
  renderWidth: number
  core: { _worldContext: { alpha: number; px: number; py: number; ta: number } }
}

/** Everything that can be seen on a stage with its inspector on. */
export function partsOf(page: Page): Promise<Part[]> {
  return page.evaluate(() => {
    const pathOf = (one: Inspected): string =>
      one.parent?.ref ? `${pathOf(one.parent)}.${one.ref}` : (one.ref ?? '')
    const isShown = (one: Inspected | null): boolean =>
      one === null || (one.visible && isShown(one.parent))
    return [...document.querySelectorAll('[ref]')]
      .map((one) => (one as unknown as { element: Inspected }).element)
      .filter((one) => one.core._worldContext.alpha > 0.05 && isShown(one))
      .map((one) => {
        const { px: x, py: y, ta } = one.core._worldContext
        return { path: pathOf(one), x, y, width: one.renderWidth * ta, color: one.color }
      })
  })
}

/** The one whose path ends so; `undefined` where nothing of that name is seen. */
export function partAt(parts: readonly Part[], end: string): Part | undefined {
  return parts.find(({ path }) => path.endsWith(`.${end}`))
}
