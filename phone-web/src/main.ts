import type { PasskeySignIn } from '#contract/passkey'

import type { LinkData } from '../pages/link-data.ts'
import { makeAct } from './act.ts'
import { makeAskAgain } from './ask-again.ts'
import { passkeyAbilities, storageOf, TIMERS } from './browser.ts'
import { callsTo } from './calls.ts'
import { copyAddress } from './copy-address.ts'
import { drawTime } from './draw/link.ts'
import type { View } from './draw/view.ts'
import { elementsOf } from './elements.ts'
import { keepTyped, rememberConnected, takeEntry, takeTyped } from './entry.ts'
import { formatWhileTyping, showOnDemand } from './fields.ts'
import { inApp } from './in-app.ts'
import { listen, onTap } from './listen.ts'
import { mayOffer, rememberDeclined } from './offer-memory.ts'
import { draw, focusNext } from './page.ts'
import { speechIn } from './speech.ts'
import type { Event } from './steps/event.ts'
import type { State } from './steps/state.ts'
import { begin, step } from './steps.ts'
import { todo } from './todo.ts'

/** How often "started 20 seconds ago" is brought up to date. */
const TIME_STEP_MS = 5000

// Written into this very document by the server that we ask from here on.
const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as LinkData
const calls = callsTo('./', data.lang)
const tab = storageOf(() => sessionStorage)
const memory = storageOf(() => localStorage)
const entry = takeEntry({ location, history, storage: tab })
let state: State = begin(entry, data.account, data.problem)

const act = makeAct({
  calls,
  passkeys: () => import('./passkeys.ts'),
  passkeyMaker: () => import('./passkeys/make.ts'),
  nowMs: Date.now,
  rememberConnected: () => rememberConnected(tab),
  mayOffer: () => view.passkeys && mayOffer(memory, Date.now()),
  dispatch,
})
// Before anything is drawn: the answer is what the person waits for.
if (state.at === 'loading') act({ do: 'load', handle: state.handle })

const page = elementsOf(document)
const address =
  entry.by === 'handle' ? new URL(`L#${entry.handle}`, location.href).href : location.href
const view: View = {
  page,
  speech: speechIn(data.lang, data.texts),
  data,
  passkeys: false,
  inApp: inApp(navigator.userAgent, address),
}
const askAgain = makeAskAgain({
  timers: TIMERS,
  isHidden: () => document.hidden,
  ask: () => dispatch({ type: 'ask' }),
})
/** The browser can offer passkeys where it fills in user names, and nothing has been loaded for it yet. */
let canFill = false
let followPasskeys: ((state: State) => void) | null = null

formatWhileTyping(page.code)
showOnDemand(page.password, page.showPassword, view.speech)
listen(page, () => state, dispatch)
onTap(page.offerLater, () => rememberDeclined(memory, Date.now()))
onTap(page.inAppCopy, () => void copyAddress(page, view.speech, address))
onTap(page.oidc, () => keepTyped(tab, page.code.value))
// A second scan into the same tab only changes the fragment, which loads nothing by itself.
addEventListener('hashchange', () => location.reload())
document.addEventListener('visibilitychange', askAgain.turn)
addEventListener('pageshow', ({ persisted }) => {
  // Out of the browser's history, after a sign-in elsewhere perhaps: who is signed in, and what the TV says, may have
  // changed. An end stays what it was, and digits go on.
  if (persisted && state.at !== 'ended' && state.at !== 'matching') location.reload()
  // Such a page is not always said to have been hidden.
  else askAgain.turn()
})
setInterval(() => {
  drawTime(view, state, Date.now())
  dispatch({ type: 'tick', now: Date.now() })
}, TIME_STEP_MS)

if (entry.by === 'code' && page.code.value === '') page.code.value = takeTyped(tab)
draw(view, state, Date.now())
// Who came to type finds the cursor there; who scanned sees the TV first, not a keyboard.
// Whoever was quicker than this script is left alone.
if (state.at === 'asking' && document.activeElement === document.body) page.code.focus()
if (data.passkeys) void usePasskeys()

function dispatch(event: Event): void {
  const before = state
  state = step(before, event)
  if (state === before) return
  draw(view, state, Date.now())
  focusNext(page, before, state)
  askAgain.follow(state)
  followPasskeys?.(state)
  if (canFill) offerPasskeys()
  for (const next of todo(before, state)) act(next)
}

/** What this phone can do with passkeys takes it a moment to tell. */
async function usePasskeys(): Promise<void> {
  const can = await passkeyAbilities()
  view.passkeys = can.own
  canFill = can.autofill
  draw(view, state, Date.now())
  offerPasskeys()
}

/** Loaded as soon as somebody has to sign in, and never for those who are. */
function offerPasskeys(): void {
  if (!canFill || state.at !== 'asking' || state.account !== null) return
  canFill = false
  const picked = (credential: PasskeySignIn) => dispatch({ type: 'picked', credential })
  const follow = ({ makeAutofill }: typeof import('./passkeys.ts')) => {
    followPasskeys = makeAutofill({ calls, timers: TIMERS, picked }).follow
    followPasskeys(state)
  }
  // Without that part of the page, people sign in by typing.
  import('./passkeys.ts').then(follow, () => {})
}
