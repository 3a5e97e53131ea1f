import { isDenied } from '../steps/ask.ts'
import { provesByPasskey } from '../steps/proving.ts'
import type { Asking, FieldName, Note } from '../steps/state.ts'
import { say, type Words } from '../words.ts'
import type { View } from './view.ts'

/** Who says yes, and how they prove it. */
export function drawPerson(view: View, state: Asking): void {
  const { page, speech, data, passkeys } = view
  const { account, methods, warning, note } = state
  const canProve = (method: 'password' | 'oidc') =>
    methods === null ? account === null : methods.includes(method)
  const isProving = account === null || methods !== null
  const byPassword = data.signIn.local && canProve('password')
  const byPasskey = passkeys && provesByPasskey(state)

  page.account.hidden = account === null
  page.accountName.textContent = account?.name ?? ''
  page.accountColor.firstElementChild?.setAttribute('fill', account?.color ?? 'none')
  page.reauthenticate.hidden = methods === null || note !== null
  page.reauthenticate.textContent = speech.say([{ key: 'problem.reauthenticate' }])
  drawCredentials(view, state, byPassword)
  page.passkey.hidden = !byPasskey
  drawProvider(view, canProve('oidc'), account !== null)
  page.ways.hidden = page.passkey.hidden && page.oidc?.hidden !== false
  if (page.signUp) page.signUp.hidden = account !== null
  page.connect.hidden = isDenied(state) || (isProving && !byPassword)
  page.connectText.textContent = speech.say(warning === null ? yes(state) : say('link.acknowledge'))
}

/** Marks what has to be typed again, and leads there. */
export function drawNote({ page }: View, note: Note | null): void {
  for (const name of FIELDS) {
    page[name]?.setAttribute('aria-invalid', String(note?.focus === name))
  }
  if (!note?.focus) return
  if (note.focus.startsWith('signUp') && page.signUp) page.signUp.open = true
  const field = page[note.focus]
  field?.focus()
  if (field?.type === 'password') field.select()
}

const FIELDS: readonly FieldName[] = [
  'code',
  'username',
  'password',
  'signUpUsername',
  'signUpName',
  'signUpPassword',
]

function yes({ link, account }: Asking): Words {
  if (account !== null) return say('link.connectAs', { name: account.name })
  const details = link?.details
  if (details?.site) return say('site.connect')
  return say(details?.client_name ? 'link.connectApp' : 'link.connect')
}

function drawCredentials({ page }: View, { account }: Asking, shown: boolean): void {
  page.credentials.hidden = page.credentials.disabled = !shown
  // Proven once more is this account and no other.
  if (account !== null) page.username.value = account.username
  // Nor does the next person begin with the name of the one before.
  else if (page.username.readOnly) page.username.value = ''
  page.username.readOnly = account !== null
  // And this phone remembers it already.
  const choice = page.remember.parentElement
  if (choice !== null) choice.hidden = account !== null
}

/** @param fresh whether the provider shall not be content with an older sign-in */
function drawProvider({ page: { oidc } }: View, shown: boolean, fresh: boolean): void {
  if (oidc === null) return
  oidc.hidden = !shown
  const href = new URL(oidc.href)
  href.searchParams.delete('fresh')
  oidc.href = `${href.href}${fresh ? '&fresh' : ''}`
}
