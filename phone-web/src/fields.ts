import { formatUserCode } from './user-code-field.ts'

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
export function showOnDemand(password: HTMLInputElement, button: HTMLButtonElement): void {
  const show = (shown: boolean) => {
    password.type = shown ? 'text' : 'password'
    button.textContent = shown ? 'Hide' : 'Show'
    button.setAttribute('aria-label', shown ? 'Hide password' : 'Show password')
  }
  button.addEventListener('click', () => show(password.type === 'password'))
  // A password manager offers to keep only what it sees in a password field.
  password.form?.addEventListener('submit', () => show(false))
}
