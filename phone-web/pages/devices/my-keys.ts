import type { PhoneKey } from '#contract/phone-key'

import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import type { Mine } from './view.ts'
import { wayIn } from './way-in.ts'

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
  const name = one.label ?? context.text('devices.key')
  const removal = {
    question: 'devices.keyRemoveSure',
    action: 'remove_key',
    hidden: { key: one.id },
  } as const
  return wayIn(context, { ...one, name }, now, removable ? removal : null)
}
