import type { PageContext } from './context.ts'
import { type Html, html } from './html.ts'

/** After a sign-in by password: next time it goes without. Shown by the script, which alone can make a passkey. */
export function passkeyOffer({ text }: PageContext): Html {
  return html`<section id="offer" aria-labelledby="offer-title" hidden>
<h2 id="offer-title">${text('form.offerTitle')}</h2>
<p>${text('form.offerText')}</p>
<button id="offer-passkey" class="button" type="button">${text('form.offerPasskey')}</button>
<button id="offer-later" class="quiet" type="button">${text('form.offerLater')}</button>
</section>`
}

/** An account of one's own, where the operator allows it; it takes a script, like the rest of a first visit's ease. */
export function signUp({ text }: PageContext, shown: boolean): Html {
  return html`<details id="sign-up" class="scripted"${!shown && html` hidden`}>
<summary>${text('form.signUp')}</summary>
<form id="sign-up-form" novalidate>
<label for="sign-up-name">${text('form.signUpName')}</label>
<input id="sign-up-name" type="text" autocomplete="name" maxlength="64" enterkeyhint="next" aria-describedby="status">
<label for="sign-up-username">${text('form.username')}</label>
<input id="sign-up-username" type="text" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="64" enterkeyhint="next" aria-describedby="status">
<label for="sign-up-password">${text('form.newPassword')}</label>
<input id="sign-up-password" type="password" autocomplete="new-password" enterkeyhint="go" aria-describedby="status">
<button id="sign-up-send" class="button" type="submit">${text('form.signUpSend')}</button>
</form>
</details>`
}

/** A browser inside another app forgets what it was told; this leads to the real one. Shown by the script. */
export function inAppNote({ text }: PageContext): Html {
  return html`<div id="in-app" class="note" hidden>
<p>${text('form.inApp')}</p>
<a id="in-app-open" class="button" hidden>${text('form.inAppOpen')}</a>
<button id="in-app-copy" class="button" type="button">${text('form.inAppCopy')}</button>
</div>`
}
