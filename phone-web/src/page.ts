import type { Elements } from './elements.ts'
import type { Form, Note, SeenLink, State } from './steps.ts'
import { compareText, connectAs, startedText, TEXTS, tvName, tvPlace } from './texts.ts'

type Asking = Extract<State, { at: 'asking' }>

/** Draws a state. Everything is set as text, so nothing that a TV or a server says can become markup. */
export function draw(page: Elements, state: State, now: number): void {
  const { kind, text } = statusOf(state)
  document.body.dataset['step'] = state.at
  document.title = state.at === 'ended' ? `${text} · Couchlink` : 'Couchlink'
  page.tv.dataset['face'] = faceOf(state)
  page.status.dataset['kind'] = kind
  page.status.textContent = text
  page.form.setAttribute('aria-busy', String(kind === 'busy'))
  for (const part of [page.title, page.which, page.where, page.compare, page.actions]) {
    part.hidden = state.at !== 'asking'
  }
  page.account.hidden = page.credentials.hidden = page.credentials.disabled = true
  page.again.hidden = !(state.at === 'failed' || (state.at === 'asking' && state.note?.again))
  page.typeCode.hidden = !(state.at === 'ended' && state.how === 'over')
  if (state.at === 'asking') drawAsking(page, state, now)
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
  page.title.textContent = link === null ? TEXTS.titleCode : TEXTS.titleQr
  page.which.hidden = page.where.hidden = page.compare.hidden = link === null
  page.refuse.hidden = link === null
  if (link === null) return
  page.which.replaceChildren(
    ...tvName(link.details.device).map(({ text, quoted }) => {
      // Its own direction, so that a name in Arabic cannot turn our words around.
      const piece = document.createElement(quoted ? 'bdi' : 'span')
      piece.textContent = text
      return piece
    }),
  )
  page.shownCode.textContent = link.details.user_code
  const { place } = link.details
  page.place.textContent = tvPlace(place)
  page.compare.textContent = compareText(place)
  page.compare.dataset['doubt'] = String(place !== 'same_network')
}

function drawAccount(page: Elements, { account }: Asking): void {
  page.account.hidden = account === null
  page.credentials.hidden = page.credentials.disabled = account !== null
  page.accountName.textContent = account?.name ?? ''
  page.accountColor.style.backgroundColor = account?.color ?? ''
  page.connectText.textContent = account === null ? TEXTS.connect : connectAs(account.name)
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

function statusOf(state: State): { kind: string; text: string } {
  switch (state.at) {
    case 'loading':
      return { kind: 'busy', text: state.handle === null ? TEXTS.loadingForm : TEXTS.loading }
    case 'failed':
      return { kind: 'trouble', text: state.text }
    case 'asking':
      if (state.note !== null) return { kind: 'trouble', text: state.note.text }
      return state.sending === null
        ? { kind: 'quiet', text: '' }
        : { kind: 'busy', text: sendingText(state.sending) }
    case 'ended':
      return { kind: state.how, text: state.text }
  }
}

function sendingText(sending: NonNullable<Asking['sending']>): string {
  if (sending.call === 'sign-out') return TEXTS.signingOut
  return sending.decision.decision === 'approve' ? TEXTS.connecting : TEXTS.refusing
}

/** What the drawn TV shows. */
function faceOf(state: State): string {
  switch (state.at) {
    case 'loading':
      return 'waiting'
    case 'failed':
      return 'over'
    case 'asking':
      return state.link === null ? 'typing' : 'code'
    case 'ended':
      return state.how
  }
}
