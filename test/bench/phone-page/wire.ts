import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession } from 'playwright-core'

/** What a page's requests came to. */
export interface Wire {
  /** Those that left the browser. */
  requests: number
  /** Of the page, its styles and its scripts, as they came: compressed. The heads of the answers are not in it. */
  pageBytes: number
  /** Of all answers, with their heads. */
  wireBytes: number
}

/** What a page is made of; whatever else it asks for is its work. */
const PARTS = new Set(['Document', 'Script', 'Stylesheet'])
/** No page here waits before it asks: after so long without a request, none follows. */
const QUIET_MS = 500
const LOOK_MS = 50

/** Follows what a page sends and gets, by the browser's own account. */
export class WireTap {
  readonly #wire: Wire = { requests: 0, pageBytes: 0, wireBytes: 0 }
  /** By the browser's id: what kind of thing is asked for. */
  readonly #underWay = new Map<string, string | undefined>()
  readonly #faults: string[] = []
  #lastMs = performance.now()

  constructor(cdp: CDPSession) {
    cdp.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
      // The icon is a `data:` URL.
      if (request.url.startsWith('http')) this.#note(() => this.#underWay.set(requestId, type))
    })
    cdp.on('Network.requestServedFromCache', ({ requestId }) =>
      this.#note(() => this.#underWay.delete(requestId)),
    )
    cdp.on('Network.responseReceived', ({ requestId, response }) => {
      const { url, status, fromDiskCache, encodedDataLength } = response
      if (fromDiskCache) this.#note(() => this.#underWay.delete(requestId))
      if (status >= 400) this.#faults.push(`${status} for ${url}`)
      // So far only the head has come.
      if (this.#isPart(requestId)) this.#wire.pageBytes -= encodedDataLength
    })
    cdp.on('Network.loadingFailed', ({ requestId, errorText }) => {
      this.#note(() => this.#underWay.delete(requestId))
      this.#faults.push(errorText)
    })
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (!this.#underWay.has(requestId)) return
      this.#wire.requests += 1
      this.#wire.wireBytes += encodedDataLength
      if (this.#isPart(requestId)) this.#wire.pageBytes += encodedDataLength
      this.#note(() => this.#underWay.delete(requestId))
    })
  }

  /** What it came to, once nothing follows any more; a request that was refused or lost means that something is broken. */
  async untilQuiet(): Promise<Wire> {
    while (this.#underWay.size > 0 || performance.now() - this.#lastMs < QUIET_MS) {
      await pause(LOOK_MS)
    }
    if (this.#faults.length > 0) throw new Error(`the page was refused: ${this.#faults.join(', ')}`)
    return this.#wire
  }

  #isPart(requestId: string): boolean {
    return PARTS.has(this.#underWay.get(requestId) ?? '')
  }

  #note(change: () => void): void {
    this.#lastMs = performance.now()
    change()
  }
}
