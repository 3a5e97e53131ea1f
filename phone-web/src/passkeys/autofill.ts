import type { PasskeySignIn } from '#contract/passkey'

import type { Timers } from '../ask-again.ts'
import type { Calls } from '../calls.ts'
import type { State } from '../steps/state.ts'
import { cancel, pick } from './pick.ts'

/** Challenges run out; an hour of an open page is enough of waiting for somebody to sign in. */
const MOST_ROUNDS = 20

/** Where the server does not say how long it takes a challenge. */
const USUAL_MS = 300_000

/** A passkey that was picked in the last moment still has to reach the server in time. */
const SHARE_OF_TIMEOUT = 0.8

interface Parts {
  calls: Pick<Calls, 'passkeyOptions'>
  timers: Pick<Timers, 'set' | 'clear'>
  picked(credential: PasskeySignIn): void
  /** The browser's part, so that tests can play it. */
  browser?: { pick: typeof pick; cancel: typeof cancel }
}

/**
 * Lets the browser offer passkeys where it fills in user names (WebAuthn Level 3 §5.1.4, conditional mediation), for
 * as long as somebody has to sign in.
 */
export function makeAutofill({ calls, timers, picked, browser = { pick, cancel } }: Parts) {
  let round = 0
  let wanted = false
  let waiting = false
  let timer: unknown

  async function offer(): Promise<void> {
    const mine = ++round
    if (mine > MOST_ROUNDS) return
    const options = await calls.passkeyOptions('sign-in')
    if (options.kind !== 'ok' || !isOn(mine)) return
    const { timeout = USUAL_MS } = options.value
    timer = timers.set(() => void offer(), timeout * SHARE_OF_TIMEOUT)
    waiting = true
    const found = await browser.pick(options.value, true)
    if (!isOn(mine)) return
    timers.clear(timer)
    waiting = wanted = false
    if (found.kind === 'picked') picked(found.credential)
  }

  /** A later round, or somebody who has signed in meanwhile, makes what this one finds meaningless. */
  function isOn(mine: number): boolean {
    return wanted && mine === round
  }

  return {
    /** The page is in this state now. */
    follow(state: State): void {
      const before = wanted
      wanted = state.at === 'asking' && state.account === null && state.sending?.call !== 'prove'
      if (wanted === before) return
      timers.clear(timer)
      if (wanted) void offer()
      else if (waiting) browser.cancel()
      waiting = false
    },
  }
}
