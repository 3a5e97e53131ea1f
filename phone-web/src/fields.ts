import type { Speech } from './speech.ts'
import { formatUserCode } from './user-code-field.ts'
import { say } from './words.ts'

/** Keeps the field in the form `XXXX-XXXX`, except while an input method is still composing. */
export function formatWhileTyping(input: HTMLInputElement): void {
  input.addEventListener('input', (event) => {
    if (event instanceof InputEvent && event.isComposing) return
    const cursor = input.selectionStart ?? input.value.length
    const next = formatUserCode({ text: input.value, cursor })
    if (next.text === input.value) return
    input.value = next.text
    input.setSelectionRange(next.cursor, next.cursor)
  })
}

/** Lets the person read what they typed; the field is hidden again before it leaves the page. */
export function showOnDemand(
  password: HTMLInputElement,
  button: HTMLButtonElement,
  speech: Speech,
): void {
  const show = (shown: boolean) => {
    password.type = shown ? 'text' : 'password'
    button.textContent = speech.say(say(shown ? 'link.hide' : 'link.show'))
    const label = say(shown ? 'link.hidePassword' : 'link.showPassword')
    button.setAttribute('aria-label', speech.say(label))
  }
  button.addEventListener('click', () => show(password.type === 'password'))
  // A password manager offers to keep only what it sees in a password field.
  password.form?.addEventListener('submit', () => show(false))
}
