import { element, say } from './dom.ts'
import type { Texts } from './texts.ts'

const DIGITS = 3

/** The pad for the three digits of the phone's screen: by pointer, by Tab and Enter, or typed. */
export interface Pad {
  root: HTMLElement
  /** @param sending the digits are on their way, so no other ones are taken */
  show(shown: boolean, sending: boolean): void
}

/** @param onNumber gets all three at once, as soon as there are three */
export function makePad(texts: Texts, onNumber: (number: string) => void): Pad {
  let typed = ''
  const digits = element('output', { class: 'couchlink-digits', dir: 'ltr' })
  const keys = Array.from('123456789', (digit) => button(digit, () => press(digit)))
  const undo = button(texts.undo, () => enter(typed.slice(0, -1)))
  undo.classList.add('couchlink-undo')
  const root = element(
    'div',
    { class: 'couchlink-pad', role: 'group', 'aria-label': texts.match, dir: 'ltr' },
    digits,
    ...keys,
    undo,
  )
  root.addEventListener('keydown', ({ key, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey || altKey) return
    if (/^[1-9]$/.test(key)) press(key)
    else if (key === 'Backspace') enter(typed.slice(0, -1))
  })

  function press(digit: string): void {
    if (typed.length < DIGITS) enter(typed + digit)
  }

  function enter(number: string): void {
    if (undo.disabled) return
    typed = number
    say(digits, typed.padEnd(DIGITS, '–'))
    if (typed.length === DIGITS) onNumber(typed)
  }

  return {
    root,
    show(shown, sending) {
      const appears = root.hidden && shown
      const returns = undo.disabled && !sending
      root.hidden = !shown
      for (const one of [...keys, undo]) one.disabled = sending
      if (appears || returns) enter('')
      // Whoever is busy elsewhere on the page stays there.
      if (appears && document.activeElement === document.body) keys[0]?.focus()
    },
  }
}

function button(text: string, run: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button' }, text)
  made.addEventListener('click', run)
  return made
}
