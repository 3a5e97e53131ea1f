import type { MyPasskey } from '#contract/passkey'

import type { TextKey } from '../../texts/catalogue.ts'
import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import type { Mine, PasskeysUnavailable } from './view.ts'
import { wayIn } from './way-in.ts'

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
  const name = one.label ?? context.text('devices.passkey')
  const removal = {
    question: 'devices.removeSure',
    action: 'remove_passkey',
    hidden: { passkey: one.id },
  } as const
  return wayIn(context, { ...one, name }, now, removable ? removal : null)
}
