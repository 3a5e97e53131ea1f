import type { SignInMethod } from '#contract/account'

import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import { otherWays } from '../sign-in.ts'
import { askingFirst, form } from './form.ts'
import { danger } from './my-tvs.ts'
import type { DevicesView, Mine } from './view.ts'

/** What only somebody who has just proven the account may do; before, how to prove it. */
export function myAccount(context: PageContext, view: DevicesView, mine: Mine): Html {
  const { prove } = mine
  if (prove !== null) return proof(context, view, mine, prove)
  return html`${mine.passwordMinLength !== null && newPassword(context, mine, mine.passwordMinLength)}
${data(context)}
${deletion(context, mine)}`
}

function proof(
  context: PageContext,
  { ways }: DevicesView,
  { account }: Mine,
  methods: readonly SignInMethod[],
): Html {
  const { text } = context
  const provider = methods.includes('oidc') ? ways.provider : null
  return html`<section id="prove" aria-labelledby="prove-title">
<h3 id="prove-title">${text('devices.account')}</h3>
<p>${text('devices.prove')}</p>
${
  methods.includes('password') &&
  form(
    'prove',
    {},
    html`<input class="hidden" name="username" value="${account.username}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
<label>${text('form.password')} <input type="password" name="password" required maxlength="256" autocomplete="current-password"></label>
<button class="primary">${text('devices.proveSend')}</button>`,
  )
}
${otherWays(context, { provider }, { to: 'devices', fresh: true, shown: true })}
</section>`
}

function newPassword({ text }: PageContext, { account }: Mine, minLength: number): Html {
  return html`<section id="password" aria-labelledby="password-title">
<h3 id="password-title">${text('devices.password')}</h3>
<p>${text('devices.passwordText', { count: minLength })}</p>
${form(
  'password',
  {},
  html`<input class="hidden" name="username" value="${account.username}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
<label>${text('form.newPassword')} <input type="password" name="password" required minlength="${minLength}" maxlength="256" autocomplete="new-password"></label>
<button>${text('devices.passwordSend')}</button>`,
)}
</section>`
}

function data({ text }: PageContext): Html {
  return html`<section id="my-data" aria-labelledby="data-title">
<h3 id="data-title">${text('devices.data')}</h3>
<p>${text('devices.dataText')}</p>
${form('export', {}, html`<button>${text('devices.dataSend')}</button>`)}
</section>`
}

function deletion({ text }: PageContext, { demo }: Mine): Html {
  return html`<section id="delete" aria-labelledby="delete-title">
<h3 id="delete-title">${text('devices.delete')}</h3>
${
  demo
    ? html`<p>${text('devices.deleteDemo')}</p>`
    : askingFirst({
        open: text('devices.delete'),
        question: text('devices.deleteSure'),
        answer: form('delete', {}, danger(text('devices.deleteYes'))),
      })
}
</section>`
}
