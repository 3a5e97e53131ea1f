import type { Matching } from '../steps/state.ts'
import { say } from '../words.ts'
import { drawWhich } from './link.ts'
import type { View } from './view.ts'

/** The digits, large; read out one by one when they come, and left alone while the page asks how it went. */
export function drawMatching(view: View, state: Matching | null): void {
  const { page, speech } = view
  page.digits.hidden = state === null
  const spoken = state === null ? '' : [...state.number].join(', ')
  if (state !== null) {
    page.title.textContent = speech.say(say('link.titleMatch'))
    page.compare.textContent = speech.say(say('link.matchSecret'))
    page.compare.dataset['doubt'] = 'true'
    drawWhich(view, state.link)
    page.actions.hidden = state.link === null
  }
  if (page.digits.getAttribute('aria-label') === spoken) return
  page.digits.setAttribute('aria-label', spoken)
  page.digits.replaceChildren(
    ...[...(state?.number ?? '')].map((digit) => {
      const box = document.createElement('b')
      box.textContent = digit
      return box
    }),
  )
  if (state !== null) page.digits.focus()
}
