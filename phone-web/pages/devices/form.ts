import { type Html, html, type Part } from '../html.ts'

/** What a form of this page asks the server to do; `POST /devices/form` takes no other. */
export const ACTIONS = [
  'rename',
  'sign_out',
  'sign_out_all',
  'seen',
  'taken_heard',
  'disown',
  'end_session',
  'end_sessions',
  'remove_passkey',
  'remove_key',
  'qr_sign_in',
  'prove',
  'password',
  'export',
  'delete',
] as const
export type Action = (typeof ACTIONS)[number]

/** A form that works without scripts, with the fields that nobody sees. */
export function form(
  action: Action,
  hidden: Readonly<Record<string, string | number>>,
  body: Part,
): Html {
  const fields = Object.entries({ action, ...hidden })
  return html`<form method="post" action="devices/form">
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${body}
</form>`
}

/** What takes something away asks first: the button opens the question, and only the answer is a form. */
export function askingFirst(asks: { open: Part; question: Part; answer: Html }): Html {
  return html`<details class="ask"><summary>${asks.open}</summary>
<div><p>${asks.question}</p>
${asks.answer}</div></details>`
}
