const KEPT_AS = 'couchlink-username'

/** After a wrong password the form is drawn anew; the user name need not be typed again. */
export function keepUsername(): void {
  const form = document.querySelector<HTMLFormElement>('form[action="devices/sign-in"]')
  const field = form?.elements.namedItem('username')
  if (!(field instanceof HTMLInputElement)) return
  field.value ||= kept() ?? ''
  form?.addEventListener('submit', () => keep(field.value))
}

/** Where nothing may be stored, it is typed again. */
function kept(): string | null {
  try {
    return sessionStorage.getItem(KEPT_AS)
  } catch {
    return null
  }
}

function keep(username: string): void {
  try {
    sessionStorage.setItem(KEPT_AS, username)
  } catch {
    // See above.
  }
}
