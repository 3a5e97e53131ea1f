import type { PageContext } from './context.ts'
import { type Html, html } from './html.ts'

const MINUTE_SECONDS = 60
const HOUR_SECONDS = 3600
const DAY_SECONDS = 86_400

/**
 * How long the TV shall stay signed in: the person's choice, or what the operator set for all.
 *
 * @param open whether it can still be chosen
 */
export function untilChoice(
  { text }: PageContext,
  bindingSeconds: number | null,
  chosen: 'always' | 'tomorrow',
  open: boolean,
): Html {
  if (bindingSeconds !== null) {
    return html`<p id="until-note">${text('link.untilNote', duration(bindingSeconds))}</p>`
  }
  if (!open) return html`<input type="hidden" name="until" value="${chosen}">`
  const choice = (value: typeof chosen, label: string) =>
    html`<label class="choice"><input type="radio" name="until" value="${value}"${value === chosen && html` checked`}><span>${label}</span></label>
`
  return html`<fieldset id="until">
<legend>${text('form.until')}</legend>
${choice('always', text('form.untilAlways'))}${choice('tomorrow', text('form.untilTomorrow'))}</fieldset>`
}

/** In the largest unit that says it exactly enough: 36 hours are no two days, 90 minutes no two hours. */
export function duration(seconds: number): { unit: 'days' | 'hours' | 'minutes'; count: number } {
  if (seconds % DAY_SECONDS === 0) return { unit: 'days', count: seconds / DAY_SECONDS }
  if (seconds >= 2 * DAY_SECONDS) return { unit: 'days', count: Math.round(seconds / DAY_SECONDS) }
  if (seconds % HOUR_SECONDS === 0 || seconds >= 6 * HOUR_SECONDS) {
    return { unit: 'hours', count: Math.round(seconds / HOUR_SECONDS) }
  }
  return { unit: 'minutes', count: Math.max(1, Math.round(seconds / MINUTE_SECONDS)) }
}
