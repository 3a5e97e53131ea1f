import type { MyDevice, TakenDevice } from '#contract/device'

import type { PageContext } from '../context.ts'
import { type Html, html } from '../html.ts'
import { askingFirst, form } from './form.ts'
import { moment } from './moments.ts'
import type { Mine } from './view.ts'

/** The account's TVs; those that have gone to others and the new ones are announced before them. */
export function myTvs(context: PageContext, { devices, taken }: Mine, now: number): Html {
  const { text } = context
  const fresh = devices.filter((device) => device.new)
  return html`${taken.length > 0 && farewell(context, taken, now)}
${fresh.length > 0 && announcement(context, fresh.length, now)}
<section id="tvs" aria-labelledby="tvs-title">
<h3 id="tvs-title">${text('devices.tvs')}</h3>
${
  devices.length === 0
    ? html`<p>${text('devices.none')}</p>`
    : html`<ul>${devices.map((device) => tv(context, device, now))}</ul>`
}
<p><a class="button" href="link">${text('devices.connect')}</a></p>
${
  devices.length > 1 &&
  askingFirst({
    open: text('devices.signOutAll'),
    question: text('devices.signOutAllSure'),
    answer: form('sign_out_all', {}, danger(text('devices.signOutAll'))),
  })
}
</section>`
}

/** A button that takes something away. */
export function danger(label: string): Html {
  return html`<button class="danger">${label}</button>`
}

/** Where a call came from. An address has no letters that would say which way it runs, so a mark does. */
export function whence({ rich }: PageContext, address: string): Html {
  return rich('devices.from', { address: `\u200e${address}` })
}

/** What was connected after the list was made has not been looked at, so the moment goes with the answer. */
function announcement({ text }: PageContext, count: number, now: number): Html {
  return html`<section id="new" class="banner" aria-live="polite">
<p>${text('devices.new', { count })}</p>
${form('seen', { at: now }, html`<button>${text('devices.newYes')}</button>`)}
</section>`
}

/** Whose they are now is nobody's business here; who has its remote can have a TV back. */
function farewell(context: PageContext, taken: readonly TakenDevice[], now: number): Html {
  const { text, rich } = context
  return html`<section id="taken" class="banner" aria-live="polite">
${taken.map(({ name, model, taken_at: takenAt }) => {
  const called = name ?? model ?? text('devices.unnamed')
  return html`<p>${rich('devices.taken', { name: called, when: moment(context, takenAt, now) })}</p>
`
})}<p>${text('devices.takenBack')}</p>
${form('taken_heard', { at: now }, html`<button>${text('devices.takenHeard')}</button>`)}
</section>`
}

function tv(context: PageContext, device: MyDevice, now: number): Html {
  const { text, rich } = context
  const name = device.name ?? device.model ?? text('devices.unnamed')
  return html`<li id="tv-${device.id}" class="${device.on ? 'on' : 'off'}">
<h4><bdi>${name}</bdi>${device.new && html` <mark>${text('devices.newTag')}</mark>`}</h4>
<p class="facts">${facts(context, device, now)}</p>
<details class="ask"><summary aria-label="${text('devices.renameOf', { name })}">${text('devices.rename')}</summary>
${form(
  'rename',
  { device: device.id },
  html`<label>${text('devices.name')} <input name="name" value="${name}" required maxlength="32" autocomplete="off"></label>
<button>${text('devices.save')}</button>`,
)}</details>
${askingFirst({
  open: html`<span aria-hidden="true">${text('devices.signOut')}</span><span class="hidden">${text('devices.signOutOf', { name })}</span>`,
  question: rich('devices.signOutSure', { name }),
  answer: form('sign_out', { device: device.id }, danger(text('devices.signOut'))),
})}
${
  device.new &&
  askingFirst({
    open: text('devices.disown'),
    question: text('devices.disownSure'),
    answer: form('disown', { device: device.id }, danger(text('devices.disownYes'))),
  })
}
</li>`
}

function facts(context: PageContext, device: MyDevice, now: number): Html[] {
  const { text } = context
  const when = (at: number) => moment(context, at, now)
  const { model, app, address, seen_at: seenAt, until } = device
  return [
    html`<b class="state">${text(device.on ? 'devices.on' : 'devices.off')}</b>`,
    ...(model !== null && device.name !== null ? [html`<bdi>${model}</bdi>`] : []),
    ...(app === null ? [] : [html`<bdi>${app}</bdi>`]),
    ...(device.on ? [] : [seen(context, seenAt, now)]),
    ...(device.here
      ? [html`${text('devices.here')}`]
      : address === null
        ? []
        : [whence(context, address)]),
    html`${text('devices.connected', { when: when(device.bound_at) })}`,
    ...(until === null ? [] : [html`${text('devices.until', { when: when(until) })}`]),
  ].map((fact) => html`<span>${fact}</span> `)
}

function seen(context: PageContext, seenAt: number | null, now: number): Html {
  const { text } = context
  if (seenAt === null) return html`${text('devices.neverSeen')}`
  return html`${text('devices.seen', { when: moment(context, seenAt, now) })}`
}
