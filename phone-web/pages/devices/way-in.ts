import type { TextKey } from '../../texts/catalogue.ts'
import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import { type Action, askingFirst, form } from './form.ts'
import { moment } from './moments.ts'
import { danger } from './my-tvs.ts'

/** A passkey or a phone's key, as its list shows it. Moments are epoch seconds. */
interface WayIn {
  name: string
  created_at: number
  last_used_at: number | null
}

/** @param removal how it is taken away; `null` while the account has to be proven first */
export function wayIn(
  context: PageContext,
  { name, created_at: madeAt, last_used_at: usedAt }: WayIn,
  now: number,
  removal: { question: TextKey; action: Action; hidden: Record<string, string> } | null,
): Html {
  const { text } = context
  return html`<li>
<h4><bdi>${name}</bdi></h4>
<p class="facts"><span>${text('devices.made', { when: moment(context, madeAt, now) })}</span>
${usedAt !== null && html`<span>${text('devices.used', { when: moment(context, usedAt, now) })}</span>`}</p>
${
  removal !== null &&
  askingFirst({
    open: html`<span aria-hidden="true">${text('devices.remove')}</span><span class="hidden">${text('devices.removeOf', { name })}</span>`,
    question: text(removal.question),
    answer: form(removal.action, removal.hidden, danger(text('devices.remove'))),
  })
}
</li>`
}
