import type { MyPasskey } from '#contract/passkey'

import type { TextKey } from '../../texts/catalogue.ts'
import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import { askingFirst, form } from './form.ts'
import { moment } from './moments.ts'
import { danger } from './my-tvs.ts'
import type { Mine, PasskeysUnavailable } from './view.ts'

/** The account's passkeys. To make or remove one, the account must be proven freshly; making one takes a script. */
export function myPasskeys(context: PageContext, mine: Mine, now: number): Html {
  const { text } = context
  const { passkeys, prove } = mine
  return html`<section id="passkeys" aria-labelledby="passkeys-title">
<h3 id="passkeys-title">${text('devices.passkeys')}</h3>
${
  'unavailable' in passkeys
    ? html`<p>${text(REASONS[passkeys.unavailable])}</p>`
    : html`<p>${text('devices.passkeysText')}</p>
<ul>${passkeys.list.map((one) => passkey(context, one, prove === null, now))}</ul>
${
  prove === null &&
  passkeys.room &&
  html`<p><button type="button" id="add-passkey" hidden>${text('devices.addPasskey')}</button></p>`
}`
}
</section>`
}

const REASONS: Record<PasskeysUnavailable, TextKey> = {
  insecure: 'devices.passkeysInsecure',
  address: 'devices.passkeysAddress',
  other_name: 'devices.passkeysOtherName',
  switched_off: 'devices.passkeysOff',
}

function passkey(context: PageContext, one: MyPasskey, removable: boolean, now: number): Html {
  const { text } = context
  const name = one.label ?? text('devices.passkey')
  const { last_used_at: usedAt } = one
  return html`<li>
<h4><bdi>${name}</bdi></h4>
<p class="facts"><span>${text('devices.made', { when: moment(context, one.created_at, now) })}</span>
${usedAt !== null && html`<span>${text('devices.used', { when: moment(context, usedAt, now) })}</span>`}</p>
${
  removable &&
  askingFirst({
    open: html`<span aria-hidden="true">${text('devices.remove')}</span><span class="hidden">${text('devices.removeOf', { name })}</span>`,
    question: text('devices.removeSure'),
    answer: form('remove_passkey', { passkey: one.id }, danger(text('devices.remove'))),
  })
}
</li>`
}
