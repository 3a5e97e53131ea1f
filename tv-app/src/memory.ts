import type { BackOnHome } from '#contract/hello'
import type { Memory } from './play.ts'
import type { Account } from './story/screen.ts'

const PLACE = 'couchlink.last-hello'

const WAYS_BACK: readonly unknown[] = ['unbind', 'ask', 'exit'] satisfies BackOnHome[]

/** localStorage, which may be full, forbidden or filled by somebody else. */
export const memory: Memory = {
  read() {
    try {
      return accountIn(JSON.parse(localStorage.getItem(PLACE) ?? 'null'))
    } catch {
      return null
    }
  },
  write(account) {
    try {
      if (account) localStorage.setItem(PLACE, JSON.stringify(account))
      else localStorage.removeItem(PLACE)
    } catch {
      // Then the next start without a server shows "offline" instead of the home screen.
    }
  },
}

function accountIn(kept: unknown): Account | null {
  if (typeof kept !== 'object' || kept === null) return null
  const { name, color, binding, goodbyeSeconds, backOnHome } = kept as Record<string, unknown>
  const isAccount =
    typeof name === 'string' &&
    typeof color === 'string' &&
    /^#[0-9A-Fa-f]{6}$/.test(color) &&
    typeof binding === 'string' &&
    typeof goodbyeSeconds === 'number'
  if (!isAccount) return null
  // What an older version kept has no way back.
  const way = WAYS_BACK.indexOf(backOnHome) < 0 ? null : (backOnHome as BackOnHome)
  return { name, color, binding, goodbyeSeconds, backOnHome: way }
}
