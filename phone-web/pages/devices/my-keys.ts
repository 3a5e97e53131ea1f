import type { PhoneKey } from '#contract/phone-key'

import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import { askingFirst, form } from './form.ts'
import { moment } from './moments.ts'
import { danger } from './my-tvs.ts'
import type { Mine } from './view.ts'

/** The keys that phone apps sign approvals with. They come from the apps themselves, so without any there is nothing to say. */
export function myKeys(context: PageContext, { keys, prove }: Mine, now: number): Html | null {
  const { text } = context
  if (keys.length === 0) return null
  return html`<section id="keys" aria-labelledby="keys-title">
<h3 id="keys-title">${text('devices.keys')}</h3>
<p>${text('devices.keysText')}</p>
<ul>${keys.map((one) => phoneKey(context, one, prove === null, now))}</ul>
</section>`
}

function phoneKey(context: PageContext, one: PhoneKey, removable: boolean, now: number): Html {
  const { text } = context
  const name = one.label ?? text('devices.key')
  const { last_used_at: usedAt } = one
  return html`<li>
<h4><bdi>${name}</bdi></h4>
<p class="facts"><span>${text('devices.made', { when: moment(context, one.created_at, now) })}</span>
${usedAt !== null && html`<span>${text('devices.used', { when: moment(context, usedAt, now) })}</span>`}</p>
${
  removable &&
  askingFirst({
    open: html`<span aria-hidden="true">${text('devices.remove')}</span><span class="hidden">${text('devices.removeOf', { name })}</span>`,
    question: text('devices.keyRemoveSure'),
    answer: form('remove_key', { key: one.id }, danger(text('devices.remove'))),
  })
}
</li>`
}
