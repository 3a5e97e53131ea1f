import type { PageContext } from './context.ts'
import { type Html, html } from './html.ts'

/** What the drawn TV shows: a spinner, the code to compare, the field to type it, the pad, or how it ended. */
export type Face = 'waiting' | 'code' | 'typing' | 'pad' | 'connected' | 'refused' | 'over'

/** The TV, as it stands across the room, with the code in it. */
export function tvDrawing(
  { text }: PageContext,
  face: Face,
  userCode: string,
  wrong: boolean,
): Html {
  return html`<div id="tv" data-face="${face}">
<div class="screen">
<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
<p id="shown-code" dir="ltr" translate="no"></p>
<div class="typing">
<label for="code">${text('form.code')}</label>
<input id="code" name="user_code" type="text" dir="ltr" value="${userCode}" placeholder="XXXX-XXXX" maxlength="32" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" enterkeyhint="next" aria-describedby="status" aria-invalid="${String(wrong)}" translate="no">
</div>
<svg class="pad" viewBox="0 0 48 48" aria-hidden="true"><path d="M10 10h.1M24 10h.1M38 10h.1M10 24h.1M24 24h.1M38 24h.1M10 38h.1M24 38h.1M38 38h.1"/></svg>
<svg class="yes" viewBox="0 0 48 48" aria-hidden="true"><path d="M11 25l9 9 18-19"/></svg>
<svg class="no" viewBox="0 0 48 48" aria-hidden="true"><path d="M14 14l20 20M34 14L14 34"/></svg>
<svg class="over" viewBox="0 0 48 48" aria-hidden="true"><path d="M24 12v14M24 35v.5"/></svg>
</div>
<div class="stand"></div>
</div>`
}
