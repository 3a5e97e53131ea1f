import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import { otherWays } from '../sign-in.ts'
import type { DevicesView } from './view.ts'

/** What a stranger sees: how to sign in, which leads back here. */
export function signIn(context: PageContext, { ways }: DevicesView): Html {
  const { text } = context
  return html`<section><p>${text('devices.signInText')}</p>
${
  ways.local &&
  html`<form method="post" action="devices/sign-in">
<label>${text('form.username')} <input name="username" required maxlength="64" autocomplete="username" autocapitalize="none" spellcheck="false"></label>
<label>${text('form.password')} <input type="password" name="password" required maxlength="256" autocomplete="current-password"></label>
<button class="primary">${text('form.signIn')}</button>
</form>`
}
${otherWays(context, ways, { to: 'devices', fresh: false, shown: true })}</section>`
}
