import './style.css'

import { makeAskAgain } from './ask-again.ts'
import { callsTo } from './calls.ts'
import { elementsOf } from './elements.ts'
import { takeEntry } from './entry.ts'
import { formatWhileTyping, showOnDemand } from './fields.ts'
import { draw, drawTime, typedIn } from './page.ts'
import type { Event, Sending, State } from './steps/state.ts'
import { begin, step } from './steps.ts'

/** How often "started 20 seconds ago" is brought up to date. */
const TIME_STEP_MS = 5000

const calls = callsTo('./')
const page = elementsOf(document)
let state: State = begin(takeEntry({ location, history, storage: tabStorage() }))
const askAgain = makeAskAgain({
  timers: {
    nowMs: () => Date.now(),
    set: (run, ms) => setTimeout(run, ms),
    clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
  },
  isHidden: () => document.hidden,
  ask: () => dispatch({ type: 'ask' }),
})

formatWhileTyping(page.code)
showOnDemand(page.password, page.showPassword)
page.form.addEventListener('submit', (event) => {
  event.preventDefault()
  dispatch({ type: 'connect', form: typedIn(page) })
})
page.refuse.addEventListener('click', () => dispatch({ type: 'refuse' }))
page.signOut.addEventListener('click', () => dispatch({ type: 'sign-out' }))
page.again.addEventListener('click', repeat)
// A second scan into the same tab only changes the fragment, which loads nothing by itself.
addEventListener('hashchange', () => location.reload())
document.addEventListener('visibilitychange', askAgain.turn)
// A page that comes back out of the browser's history is not always said to have been hidden.
addEventListener('pageshow', askAgain.turn)
setInterval(() => drawTime(page, state, Date.now()), TIME_STEP_MS)

draw(page, state, Date.now())
if (state.at === 'loading') load(state.handle)

function dispatch(event: Event): void {
  const before = state
  state = step(before, event)
  if (state === before) return
  draw(page, state, Date.now())
  focusNext(before, event)
  askAgain.follow(state)
  if (state.at === 'loading' && before.at === 'failed') load(state.handle)
  if ('sending' in state && state.sending !== null) send(state.sending)
}

/** Who came to type finds the cursor there; who scanned sees the TV first, not a keyboard. */
function focusNext(before: State, event: Event): void {
  if (state.at !== 'asking') return
  if (before.at === 'loading' && state.link === null) page.code.focus()
  if (event.type === 'signed-out' && state.account === null) page.username.focus()
}

function load(handle: string | null): void {
  void calls.session().then((answer) => dispatch({ type: 'session', answer }))
  if (handle === null) return
  void calls.details(handle).then((answer) => {
    dispatch({ type: 'details', answer, now: Date.now() })
  })
}

function send(sending: Sending): void {
  if (sending.call === 'sign-out') {
    void calls.signOut().then((answer) => dispatch({ type: 'signed-out', answer }))
  } else {
    const { decision } = sending
    void calls.decide(decision).then((answer) => dispatch({ type: 'decided', decision, answer }))
  }
}

/** "Try again": what failed once more, with what stands in the form now. */
function repeat(): void {
  if (state.at === 'failed') dispatch({ type: 'retry' })
  const again = state.at === 'asking' ? state.note?.again : null
  if (again === 'connect') dispatch({ type: 'connect', form: typedIn(page) })
  else if (again) dispatch({ type: again })
}

/** Where storage is blocked, the page works until it is reloaded. */
function tabStorage(): Storage | null {
  try {
    return sessionStorage
  } catch {
    return null
  }
}
