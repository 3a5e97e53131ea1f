import { drawLink, drawTime, drawWhich } from './draw/link.ts'
import { drawMatching } from './draw/matching.ts'
import { drawNote, drawPerson } from './draw/person.ts'
import { setText, type View } from './draw/view.ts'
import type { Elements } from './elements.ts'
import { faceOf, statusOf } from './status.ts'
import type { Form } from './steps/event.ts'
import type { Asking, State } from './steps/state.ts'
import { say } from './words.ts'

/** Draws a state. Everything is set as text, so nothing that a TV or a server says can become markup. */
export function draw(view: View, state: State, now: number): void {
  const { page, speech } = view
  const { kind, words } = statusOf(state)
  const text = speech.say(words)
  const asking = state.at === 'asking' ? state : null
  const deciding = asking !== null || state.at === 'matching'
  document.body.dataset['step'] = state.at
  document.title = state.at === 'ended' ? `${text} · Couchlink` : 'Couchlink'
  page.tv.dataset['face'] = faceOf(state)
  page.status.dataset['kind'] = kind
  setText(page.status, text)
  page.form.setAttribute('aria-busy', String(kind === 'busy'))
  for (const part of [page.title, page.which, page.compare, page.actions]) part.hidden = !deciding
  page.where.hidden = page.connect.hidden = asking === null
  for (const part of [page.until, page.untilNote]) if (part) part.hidden = asking === null
  if (asking === null) hideAsking(page)
  page.again.hidden = !(state.at === 'failed' || asking?.note?.again)
  page.typeCode.hidden = !(state.at === 'ended' && state.how === 'over')
  for (const button of [page.connect, page.refuse, page.again, page.signOut, page.passkey]) {
    // Not `disabled`: that would take the focus from the person who just pressed it.
    button.setAttribute('aria-disabled', String(asking !== null && asking.sending !== null))
  }
  if (asking !== null) drawAsking(view, asking, now)
  drawMatching(view, state.at === 'matching' ? state : null)
  drawAround(view, state)
  if (state.at === 'ended' && state.offer.stage !== 'making') page.status.focus()
}

/** What somebody pressed to sign in or out is gone after it; they go on where the next step is. */
export function focusNext(page: Elements, before: State, state: State): void {
  if (before.at !== 'asking' || state.at !== 'asking') return
  const was = before.account?.username
  const is = state.account?.username
  if (is !== was && state.note === null) (is === undefined ? page.username : page.connect).focus()
}

/** What the person typed and chose. */
export function typedIn({ form, code, username, password, remember }: Elements): Form {
  const chosen = form.querySelector<HTMLInputElement>('input[name=until]:checked')
  return {
    code: code.value,
    username: username.value,
    password: password.value,
    remember: remember.checked,
    until: chosen?.value === 'tomorrow' ? 'tomorrow' : 'always',
  }
}

function drawAsking(view: View, state: Asking, now: number): void {
  drawWhich(view, state.link)
  drawLink(view, state)
  drawTime(view, state, now)
  drawPerson(view, state)
  drawNote(view, state.note)
}

/** Never in passing: a field that is hidden or disabled for a moment loses the cursor of whoever types in it. */
function hideAsking(page: Elements): void {
  const { account, credentials, ways, signUp, facts, risk, reauthenticate } = page
  for (const part of [account, credentials, ways, signUp, facts, risk, reauthenticate]) {
    if (part !== null) part.hidden = true
  }
  credentials.disabled = true
}

/** What stands around the decision: other TVs, the browser, the next time. */
function drawAround({ page, speech, inApp }: View, state: State): void {
  const account = 'account' in state ? state.account : null
  const isConnected = state.at === 'ended' && state.how === 'connected'
  const news = account?.new_devices ?? 0
  page.newDevices.hidden = news === 0
  if (news > 0) setText(page.newDevices, speech.say(say('link.newDevices', { count: news })))
  page.devicesLink.hidden = account === null && !isConnected
  const stage = state.at === 'ended' ? state.offer.stage : 'none'
  page.inApp.hidden = inApp === null || account !== null || state.at !== 'asking'
  page.inAppOpen.hidden = inApp?.open == null
  if (inApp?.open != null) page.inAppOpen.href = inApp.open
  page.offer.hidden = stage !== 'shown' && stage !== 'making'
  page.offerPasskey.setAttribute('aria-disabled', String(stage === 'making'))
}
