import type { Elements } from './elements.ts'
import { faceOf, statusOf } from './status.ts'
import type { Asking, Form, Matching, Note, SeenLink, State } from './steps/state.ts'
import { compareText, connectAs, startedText, TEXTS, tvPlace, whoAsks } from './texts.ts'

/** Draws a state. Everything is set as text, so nothing that a TV or a server says can become markup. */
export function draw(page: Elements, state: State, now: number): void {
  const { kind, text } = statusOf(state)
  const deciding = state.at === 'asking' || state.at === 'matching'
  document.body.dataset['step'] = state.at
  document.title = state.at === 'ended' ? `${text} · Couchlink` : 'Couchlink'
  page.tv.dataset['face'] = faceOf(state)
  page.status.dataset['kind'] = kind
  setText(page.status, text)
  page.form.setAttribute('aria-busy', String(kind === 'busy'))
  for (const part of [page.title, page.which, page.compare, page.actions]) part.hidden = !deciding
  page.where.hidden = page.connect.hidden = state.at !== 'asking'
  page.account.hidden = page.credentials.hidden = page.credentials.disabled = true
  page.again.hidden = !(state.at === 'failed' || (state.at === 'asking' && state.note?.again))
  page.typeCode.hidden = !(state.at === 'ended' && state.how === 'over')
  if (state.at === 'asking') drawAsking(page, state, now)
  drawMatching(page, state.at === 'matching' ? state : null)
  if (state.at === 'ended') page.status.focus()
}

/** Lets time pass in "started 20 seconds ago" and touches nothing else. */
export function drawTime(page: Elements, state: State, now: number): void {
  if (state.at !== 'asking' || state.link === null) return
  const { details, seenAt } = state.link
  page.started.textContent = startedText(details.started_ago + (now - seenAt) / 1000)
}

/** What the person typed. */
export function typedIn({ code, username, password, remember }: Elements): Form {
  return {
    code: code.value,
    username: username.value,
    password: password.value,
    remember: remember.checked,
  }
}

function drawAsking(page: Elements, state: Asking, now: number): void {
  drawLink(page, state.link)
  drawTime(page, state, now)
  drawAccount(page, state)
  drawNote(page, state.note)
  for (const button of [page.connect, page.refuse, page.again, page.signOut]) {
    // Not `disabled`: that would take the focus from the person who just pressed it.
    button.setAttribute('aria-disabled', String(state.sending !== null))
  }
}

function drawLink(page: Elements, link: SeenLink | null): void {
  page.where.hidden = page.compare.hidden = link === null
  drawWhich(page, link)
  page.title.textContent = link === null ? TEXTS.titleCode : TEXTS.titleQr
  if (link === null) return
  const { client_name, user_code, place } = link.details
  if (client_name !== null) page.title.textContent = TEXTS.titleApp
  page.shownCode.textContent = user_code
  page.place.textContent = tvPlace(place)
  page.compare.textContent = compareText(place)
  page.compare.dataset['doubt'] = String(place !== 'same_network')
}

function drawWhich(page: Elements, link: SeenLink | null): void {
  page.which.hidden = page.refuse.hidden = link === null
  if (link === null) return
  page.which.replaceChildren(
    ...whoAsks(link.details).map(({ text, theirs }) => {
      // Its own direction, so that a name in Arabic cannot turn our words around.
      const piece = document.createElement(theirs ? 'bdi' : 'span')
      piece.textContent = text
      return piece
    }),
  )
}

function drawAccount(page: Elements, { account, link }: Asking): void {
  page.account.hidden = account === null
  page.credentials.hidden = page.credentials.disabled = account !== null
  page.accountName.textContent = account?.name ?? ''
  page.accountColor.style.backgroundColor = account?.color ?? ''
  const isApp = link !== null && link.details.client_name !== null
  const connect = isApp ? TEXTS.connectApp : TEXTS.connect
  page.connectText.textContent = account === null ? connect : connectAs(account.name)
}

function drawNote({ code, username, password }: Elements, note: Note | null): void {
  const fields = { code, username, password }
  for (const [name, field] of Object.entries(fields)) {
    field.setAttribute('aria-invalid', String(note?.focus === name))
  }
  if (!note?.focus) return
  fields[note.focus].focus()
  if (note.focus === 'password') password.select()
}

/** The digits, large; read out one by one when they come, and left alone while the page asks how it went. */
function drawMatching(page: Elements, state: Matching | null): void {
  page.digits.hidden = state === null
  const spoken = state === null ? '' : [...state.number].join(', ')
  if (state !== null) {
    page.title.textContent = TEXTS.titleMatch
    page.compare.textContent = TEXTS.matchSecret
    page.compare.dataset['doubt'] = 'true'
    page.refuse.setAttribute('aria-disabled', 'false')
    drawWhich(page, state.link)
    page.actions.hidden = state.link === null
  }
  if (page.digits.getAttribute('aria-label') === spoken) return
  page.digits.setAttribute('aria-label', spoken)
  page.digits.replaceChildren(
    ...[...(state?.number ?? '')].map((digit) => {
      const box = document.createElement('b')
      box.textContent = digit
      return box
    }),
  )
  if (state !== null) page.digits.focus()
}

/** What is read out when it changes must not be written again when it does not. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
