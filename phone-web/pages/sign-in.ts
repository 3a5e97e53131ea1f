import type { Account } from '#contract/account'

import type { PageContext } from './context.ts'
import { type Html, html } from './html.ts'
import type { SignInWays } from './link-data.ts'

/** How the fields of a sign-in stand. */
export interface SignInFields {
  /** Whether they are wanted at all; a script may bring them back. */
  shown: boolean
  username: string
  /** A proof asked once more is one of that very account. */
  usernameFixed: boolean
  remember: boolean
  /** The last try was refused for what was typed here. */
  wrong: boolean
}

/** User name and password; to be put into a form. */
export function credentials({ text }: PageContext, fields: SignInFields): Html {
  const { shown, username, usernameFixed, remember, wrong } = fields
  const invalid = html` aria-describedby="status" aria-invalid="${String(wrong)}"`
  return html`<fieldset id="credentials"${!shown && html` hidden disabled`}>
<legend>${text('form.signIn')}</legend>
<label for="username">${text('form.username')}</label>
<input id="username" name="username" type="text" value="${username}"${usernameFixed && html` readonly`} autocomplete="username webauthn" autocapitalize="none" autocorrect="off" spellcheck="false" enterkeyhint="next" maxlength="64"${invalid}>
<label for="password">${text('form.password')}</label>
<div class="password">
<input id="password" name="password" type="password" autocomplete="current-password" autocapitalize="none" autocorrect="off" spellcheck="false" enterkeyhint="go"${invalid}>
<button id="show-password" class="scripted" type="button" aria-label="${text('link.showPassword')}">${text('link.show')}</button>
</div>
<label class="choice"><input id="remember" name="remember" type="checkbox" value="yes"${remember && html` checked`}><span>${text('form.remember')}</span></label>
</fieldset>`
}

/**
 * The other ways to sign in, those that there are.
 *
 * @param to where the operator's provider sends the person back to
 * @param fresh whether the provider shall ask for a new proof
 */
export function otherWays(
  { text }: PageContext,
  { provider }: Pick<SignInWays, 'provider'>,
  { to, fresh, shown }: { to: 'link' | 'devices'; fresh: boolean; shown: boolean },
): Html {
  return html`<div id="ways"${!shown && html` hidden`}>
<button id="passkey" type="button" hidden><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0h9v3M17 12v3"/></svg><span>${text('form.passkey')}</span></button>
${provider !== null && html`<a id="oidc" class="button" href="session/oidc?to=${to}${fresh && '&fresh'}">${text('form.provider', { provider })}</a>`}
</div>`
}

/** Who is signed in on this phone, and the way to be somebody else. */
export function signedIn({ text, rich }: PageContext, account: Account | null): Html {
  const name = html`<bdi id="account-name">${account?.name ?? ''}</bdi>`
  const color = account?.color ?? 'none'
  return html`<div id="account"${account === null && html` hidden`}>
<svg id="account-color" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="11" fill="${color}"/></svg>
<p>${around(rich('form.signedInAs', { name: SLOT }), name)}</p>
<button id="sign-out" class="quiet scripted" type="button">${text('form.notYou')}</button>
<button class="quiet plain" type="submit" form="end">${text('form.notYou')}</button>
</div>`
}

/** The form that ends the account session without a script; forms do not nest, so it stands beside the others. */
export function signOutForm(): Html {
  return html`<form id="end" method="post" action="session/end"></form>`
}

/** Stands for a piece of markup inside a sentence. */
const SLOT = '\uE000'

function around({ markup }: Html, piece: Html): Html {
  return { markup: markup.replace(`<bdi>${SLOT}</bdi>`, () => piece.markup) }
}
