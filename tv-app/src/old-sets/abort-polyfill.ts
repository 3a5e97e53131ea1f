// mqtt.js reads AbortController while it loads and stops there without one (Chrome below 66). It never aborts anything
// on the paths this app uses, so an abort that only tells its listeners is enough.

class PlainAbortSignal {
  aborted = false
  reason: unknown
  private readonly listeners: (() => void)[] = []

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.push(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.listeners.indexOf(listener)
    if (at >= 0) this.listeners.splice(at, 1)
  }

  fire(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    for (const listener of this.listeners.slice()) listener()
  }
}

class PlainAbortController {
  readonly signal = new PlainAbortSignal()

  abort(reason?: unknown): void {
    this.signal.fire(reason ?? new Error('Aborted'))
  }
}

if (!('AbortController' in window)) {
  Object.assign(window, { AbortController: PlainAbortController, AbortSignal: PlainAbortSignal })
}
