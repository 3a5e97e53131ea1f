/**
 * A held key repeats within this, also its first time. Beyond it a second press is one: an engine that tells no keyup,
 * or one that was lost, must not make a key dead.
 */
const HELD_MS = 1000

/** What is asked of a keydown. */
export interface KeyPress {
  keyCode: number
  /** False on engines that do not know it, `undefined` on older ones still. */
  repeat?: boolean
}

/**
 * Which key is held down: old Tizen and webOS repeat a keydown without saying so. One key is enough to know, since
 * only the last one pressed repeats.
 */
export class HeldKey {
  private held: { keyCode: number; atMs: number } | null = null

  /**
   * Whether this keydown repeats the one before. To be asked once for each.
   *
   * @param nowMs of any clock that does not jump
   */
  isRepeat({ keyCode, repeat }: KeyPress, nowMs: number): boolean {
    const { held } = this
    this.held = { keyCode, atMs: nowMs }
    if (repeat) return true
    return held !== null && held.keyCode === keyCode && nowMs - held.atMs <= HELD_MS
  }

  released(keyCode: number): void {
    if (this.held?.keyCode === keyCode) this.held = null
  }

  /** The page no longer hears the keys, so it would miss the keyup. */
  reset(): void {
    this.held = null
  }
}

/** Watches the keys of a page, and says of each keydown whether it is a repeat. */
export function watchHeldKey(owner: Window): (event: KeyPress) => boolean {
  const key = new HeldKey()
  // Capturing, so that nobody who stops an event keeps a keyup from being heard.
  owner.addEventListener('keyup', (event) => key.released(event.keyCode), true)
  owner.addEventListener('blur', () => key.reset())
  owner.document.addEventListener('visibilitychange', () => key.reset())
  return (event) => key.isRepeat(event, owner.performance.now())
}
