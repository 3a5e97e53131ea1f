/** The keys of the keyboard that the remote knows, by the codes a remote sends. */
const KEYBOARD: Record<string, number> = {
  ArrowUp: 38,
  ArrowLeft: 37,
  ArrowRight: 39,
  ArrowDown: 40,
  Enter: 13,
  Escape: 8,
  Backspace: 8,
}

for (let digit = 1; digit <= 9; digit += 1) KEYBOARD[digit] = 48 + digit

const tv = document.querySelector('iframe')
const phone = document.querySelector<HTMLAnchorElement>('#phone')
const phonePage = phone?.href ?? ''

/** Presses a key of the remote, as the TV's own page would hear it. */
function press(keyCode: number, repeat: boolean): void {
  const page = tv?.contentWindow as (Window & typeof globalThis) | null | undefined
  if (!page) return
  for (const type of ['keydown', 'keyup']) {
    const event = new page.KeyboardEvent(type, { bubbles: true, cancelable: true, repeat })
    // The constructor takes no keyCode, and remotes have nothing else.
    Object.defineProperty(event, 'keyCode', { value: keyCode })
    page.dispatchEvent(event)
  }
}

for (const button of Array.from(document.querySelectorAll<HTMLButtonElement>('[data-code]'))) {
  button.addEventListener('click', () => press(Number(button.dataset['code']), false))
}

window.addEventListener('keydown', (event) => {
  const keyCode = KEYBOARD[event.key]
  // Enter and blanks on a focused button or link are its own.
  const onControl = event.target instanceof HTMLElement && event.target.matches('a, button')
  if (keyCode === undefined || (event.key === 'Enter' && onControl)) return
  event.preventDefault()
  press(keyCode, event.repeat)
})

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== tv?.contentWindow || event.origin !== location.origin || !phone) return
  phone.href = linkIn(event.data) ?? phonePage
})

/** What the QR on the TV holds, `null` when there is none. Only pages are followed, never a script. */
function linkIn(data: unknown): string | null {
  const { couchlink } = (data ?? {}) as { couchlink?: { link?: unknown } }
  const link = couchlink?.link
  return typeof link === 'string' && /^https?:\/\//.test(link) ? link : null
}
