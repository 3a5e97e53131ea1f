/** Before a page that came without all its scripts is asked for again: from here to three times as long, so that a fleet does not ask in step. */
const INCOMPLETE_MS = 2000
/** Between two looks whether the page is there again, likewise. */
const AGAIN_MS = 1000
/** A network that is half gone may never answer. */
const LOOK_MS = 5000

interface Page {
  location: Pick<Location, 'href' | 'protocol' | 'reload'>
  fetch: typeof fetch
  /** As of `window`. */
  setTimeout(run: () => void, ms: number): unknown
}

/**
 * Loads the page anew, as soon as it can be had. A set that reloads without its network is left with its browser's error
 * page, from which no key of a remote leads back.
 */
export function startOver(page: Page): void {
  // What lies on the set is always there, and no page may ask for it.
  if (!/^https?:$/.test(page.location.protocol)) {
    page.location.reload()
    return
  }
  void isThere(page).then((there) => {
    if (there) page.location.reload()
    else page.setTimeout(() => startOver(page), between(AGAIN_MS))
  })
}

/** The same for a page of which a script did not come. */
export function startOverIncomplete(page: Page): void {
  page.setTimeout(() => startOver(page), between(INCOMPLETE_MS))
}

function isThere(page: Page): Promise<boolean> {
  // Whoever sends the set elsewhere is a hotel that wants to be paid first.
  const look = page.fetch(page.location.href, { cache: 'no-store', redirect: 'error' })
  const patience = new Promise<boolean>((resolve) => {
    page.setTimeout(() => resolve(false), LOOK_MS)
  })
  const answered = look.then(
    ({ ok }) => ok,
    () => false,
  )
  return Promise.race([answered, patience])
}

function between(leastMs: number): number {
  return leastMs * (1 + 2 * Math.random())
}
