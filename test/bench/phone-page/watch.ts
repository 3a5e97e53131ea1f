/** What a page has told of itself: milliseconds since its navigation began. */
export interface Watched {
  /** The first text or picture is on the screen (W3C Paint Timing, `first-contentful-paint`). */
  paintMs: number
  /** The control is drawn, a tap on its middle would reach it, and the page is free to answer. */
  usableMs: number
  /** The page's script has been fetched and has run; `null` for a page without one. */
  scriptMs: number | null
}

/** Where the page keeps what was seen of it, for the bench to fetch. */
export interface WatchedWindow {
  benchWatched: Promise<Watched>
}

/**
 * Runs in the page, before anything of its own, and is sent there as text: it may use nothing but what stands in it.
 *
 * @param watch.control a selector of what the person needs first: the button, or the first field to be filled in
 * @param watch.scripted whether the page has a script of its own
 */
export function watchPage({ control, scripted }: { control: string; scripted: boolean }): void {
  const isUsable = (): boolean => {
    const element = document.querySelector(control)
    if (element === null || element.matches(':disabled, [aria-disabled="true"]')) return false
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
    const { left, top, width, height } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  }
  const painted = new Promise<number>((resolve) => {
    new PerformanceObserver((list) => {
      const [paint] = list.getEntriesByName('first-contentful-paint')
      if (paint !== undefined) resolve(paint.startTime)
    }).observe({ type: 'paint', buffered: true })
  })
  const usable = new Promise<number>((resolve) => {
    // A task that begins after the frame has been drawn: whatever blocked the page before then blocked the finger too.
    const afterFrame = new MessageChannel()
    const observer = new MutationObserver(() => {
      if (isUsable()) requestAnimationFrame(() => afterFrame.port2.postMessage(null))
    })
    afterFrame.port1.onmessage = () => {
      if (!isUsable()) return
      observer.disconnect()
      resolve(performance.now())
    }
    observer.observe(document, { subtree: true, childList: true, attributes: true })
  })
  const begun = new Promise<number | null>((resolve) => {
    if (!scripted) resolve(null)
    // Such an event comes when a module has run; it does not bubble, and goes no higher than the document.
    const onLoad = ({ target }: Event): void => {
      if (target instanceof HTMLScriptElement) resolve(performance.now())
    }
    document.addEventListener('load', onLoad, true)
  })
  const seen = Promise.all([painted, usable, begun]).then(([paintMs, usableMs, scriptMs]) => ({
    paintMs,
    // What has been drawn is not yet on the screen.
    usableMs: Math.max(usableMs, paintMs),
    scriptMs,
  }))
  Object.assign(globalThis, { benchWatched: seen })
}
