import { describeSet } from './describe.ts'
import type { Platform } from './platform.ts'
import { screenLock } from './screen-lock.ts'

/** Any page in any browser, on a desk or on a TV. It is also what the others have in common. */
export function browser(owner: Window): Platform {
  const { document, navigator } = owner
  return {
    name: 'browser',
    describe: describeSet(navigator.userAgent),
    habits: { backOnHome: 'unbind', canLeave: false, asksFirst: false },
    assertion: null,
    language: navigator.language || null,
    leave() {},
    keepAwake: screenLock(owner),
    askForKeys() {},
    onVisible(listener) {
      document.addEventListener('visibilitychange', () => {
        if (!document.hidden) listener()
      })
      // Taken out of the back-forward cache, a page was frozen without being hidden.
      owner.addEventListener('pageshow', (event) => {
        if (event.persisted) listener()
      })
    },
    onNotice() {},
    onVoiceGuidance() {},
    ready() {},
  }
}
