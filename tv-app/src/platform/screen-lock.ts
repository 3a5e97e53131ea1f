/** Standard API of browsers since 2020; a browser takes the lock back whenever the page is hidden. */
interface Lock {
  release(): Promise<void>
  addEventListener(type: 'release', listener: () => void): void
}

interface LockingNavigator {
  wakeLock?: { request(type: 'screen'): Promise<Lock> }
}

/** Holds the screen awake in a browser that can (Screen Wake Lock), as long as it is on and the page is seen. */
export function screenLock(owner: Window): (on: boolean) => void {
  const { wakeLock } = owner.navigator as LockingNavigator
  if (!wakeLock) return () => {}
  let wanted = false
  let lock: 'none' | 'asked' | Lock = 'none'

  const settle = (): void => {
    if (lock === 'asked') return
    if (wanted && lock === 'none' && !owner.document.hidden) {
      lock = 'asked'
      wakeLock.request('screen').then(held, refused)
    } else if (!wanted && lock !== 'none') {
      const held = lock
      lock = 'none'
      held.release().catch(() => {})
    }
  }
  const held = (now: Lock): void => {
    lock = now
    now.addEventListener('release', () => {
      if (lock === now) lock = 'none'
    })
    settle()
  }
  // A battery that is low, or a policy: the screen may then go dark, as it does everywhere else.
  const refused = (): void => {
    lock = 'none'
  }

  owner.document.addEventListener('visibilitychange', settle)
  return (on) => {
    wanted = on
    settle()
  }
}
