import type { PageContext } from './context.ts'
import type { DevicesData } from './devices/data.ts'
import { form } from './devices/form.ts'
import { myAccount } from './devices/my-account.ts'
import { myKeys } from './devices/my-keys.ts'
import { myPasskeys } from './devices/my-passkeys.ts'
import { myPhones } from './devices/my-phones.ts'
import { myTvs } from './devices/my-tvs.ts'
import { qrSignIn } from './devices/qr-sign-in.ts'
import { signIn } from './devices/sign-in.ts'
import type { DevicesView, Mine } from './devices/view.ts'
import { frame } from './frame.ts'
import { type Html, html } from './html.ts'

export { ACTIONS, type Action } from './devices/form.ts'
export type { DevicesView, Mine } from './devices/view.ts'

/** `/devices`: my TVs, the phones that are signed in, and my account. All of it works without scripts. */
export function devicesPage(context: PageContext, view: DevicesView): string {
  const { text } = context
  const { mine, said } = view
  return frame(context, {
    title: text('devices.title'),
    body: html`<h2>${text('devices.title')}</h2>
<p id="said" tabindex="-1" role="${said?.trouble ? 'alert' : 'status'}" class="${said?.trouble ? 'trouble' : 'good'}">${said !== null && text(said.key)}</p>
${urged(context, view)}
${mine === null ? signIn(context, view) : signedIn(context, view, mine)}`,
    script: 'devices',
    data: dataOf(context, view),
  })
}

/** What the script starts with. A passkey proves a stranger, or an account that has one. */
function dataOf({ text }: PageContext, { mine, passkeysHere }: DevicesView): DevicesData {
  return {
    devices: mine?.devices ?? null,
    passkeys: passkeysHere && (mine === null || mine.prove?.includes('passkey') === true),
    failed: text('devices.failed'),
  }
}

function signedIn(context: PageContext, view: DevicesView, mine: Mine): Html {
  const { text, rich } = context
  const { name, color } = mine.account
  const current = mine.sessions.find((session) => session.current)
  return html`<div id="who"><p><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7.5" fill="${color}"/></svg>
${rich('form.signedInAs', { name })}</p>
${
  current !== undefined &&
  form(
    'end_session',
    { session: current.id },
    html`<button class="quiet">${text('devices.leave')}</button>`,
  )
}</div>
${myTvs(context, mine, view.now)}
${myPhones(context, mine, view.now)}
${myPasskeys(context, mine, view.now)}
${myKeys(context, mine, view.now)}
${qrSignIn(context, mine)}
${myAccount(context, view, mine)}`
}

/** Whoever connected a TV in somebody's name knows that person's password, most likely. */
function urged({ text }: PageContext, { said, mine }: DevicesView): Html | null {
  if (said?.key !== 'devices.doneDisowned' || mine === null) return null
  if (mine.passwordMinLength === null) return null
  const where = mine.prove === null ? '#password' : '#prove'
  return html`<p><a class="button" href="${where}">${text('devices.passwordNow')}</a></p>`
}
