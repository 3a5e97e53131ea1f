import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import { form } from './form.ts'
import type { Mine } from './view.ts'

/** Sign-in by QR, where the operator or a site asks people to switch it on. Off it goes at any time, on with a fresh proof. */
export function qrSignIn({ text }: PageContext, { qrSignIn: on, prove }: Mine): Html | null {
  if (on === null) return null
  return html`<section id="qr-sign-in" aria-labelledby="qr-title">
<h3 id="qr-title">${text('devices.qr')}</h3>
<p>${text('devices.qrText')}</p>
<p>${text(on ? 'devices.qrIsOn' : 'devices.qrIsOff')}</p>
${
  (on || prove === null) &&
  form(
    'qr_sign_in',
    { on: on ? 'no' : 'yes' },
    html`<button>${text(on ? 'devices.qrOff' : 'devices.qrOn')}</button>`,
  )
}
</section>`
}
