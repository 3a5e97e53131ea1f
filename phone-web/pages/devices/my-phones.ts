import type { MySession } from '#contract/session'

import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import { askingFirst, form } from './form.ts'
import { moment } from './moments.ts'
import { danger, whence } from './my-tvs.ts'
import type { Mine } from './view.ts'

/** The phones and browsers that are signed in. */
export function myPhones(context: PageContext, { sessions }: Mine, now: number): Html {
  const { text } = context
  return html`<section id="phones" aria-labelledby="phones-title">
<h3 id="phones-title">${text('devices.phones')}</h3>
<ul>${sessions.map((session) => phone(context, session, now))}</ul>
${
  sessions.length > 1 &&
  askingFirst({
    open: text('devices.endSessions'),
    question: text('devices.endSessionsSure'),
    answer: form('end_sessions', {}, danger(text('devices.endSessions'))),
  })
}
</section>`
}

function phone(context: PageContext, session: MySession, now: number): Html {
  const { text } = context
  const name = session.label ?? text('devices.unknownPhone')
  const { current, method } = session
  return html`<li>
<h4><bdi>${name}</bdi>${current && html` <mark>${text('devices.thisPhone')}</mark>`}</h4>
<p class="facts"><span>${text('devices.by', { method })}</span>
<span>${whence(context, session.address)}</span>
<span>${text('devices.signedIn', { when: moment(context, session.created_at, now) })}</span>
${!current && html`<span>${text('devices.used', { when: moment(context, session.last_used_at, now) })}</span>`}</p>
${askingFirst({
  open: html`<span aria-hidden="true">${text('devices.signOut')}</span><span class="hidden">${text('devices.signOutOf', { name })}</span>`,
  question: text(current ? 'devices.endThisSure' : 'devices.endSessionSure'),
  answer: form('end_session', { session: session.id }, danger(text('devices.signOut'))),
})}
</li>`
}
