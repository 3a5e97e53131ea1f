/** Where the two steps of a passkey are asked for, and where the page goes afterwards. */
const STEPS = {
  prove: { path: 'session/passkey', next: 'devices' },
  make: { path: 'passkeys', next: 'devices?done=Added' },
}

/** Shows what only a browser with passkeys can do, and does it. */
export function offerPasskeys({ passkeys, failed }: { passkeys: boolean; failed: string }): void {
  if (!('credentials' in navigator) || window.PublicKeyCredential === undefined) return
  if (passkeys) enable('passkey', 'prove', failed)
  enable('add-passkey', 'make', failed)
}

function enable(id: string, step: keyof typeof STEPS, failed: string): void {
  const button = document.getElementById(id)
  if (!(button instanceof HTMLButtonElement)) return
  button.hidden = false
  button.addEventListener('click', async () => {
    button.disabled = true
    const next = await run(step).catch(() => null)
    button.disabled = false
    if (next === 'cancelled') return
    if (next === null) say(failed)
    else location.replace(next)
  })
}

/** The next page; `null` when the server does not answer. */
async function run(step: keyof typeof STEPS): Promise<string | 'cancelled' | null> {
  const { path, next } = STEPS[step]
  const options = await post(`${path}/options`, {})
  if ('code' in options) return `devices?problem=${options.code}`
  const credential = await credentialOf(step, options)
  if (credential === 'cancelled') return 'cancelled'
  if (credential === 'failed') return 'devices?problem=passkey_failed'
  const answer = await post(path, credential)
  return 'code' in answer ? `devices?problem=${answer.code}` : next
}

/** `cancelled` when the person closed the browser's dialog. */
async function credentialOf(
  step: keyof typeof STEPS,
  options: object,
): Promise<object | 'cancelled' | 'failed'> {
  const { startAuthentication, startRegistration } = await import('@simplewebauthn/browser')
  // The browser judges them; to us they are opaque.
  const optionsJSON = options as never
  try {
    return await (step === 'prove'
      ? startAuthentication({ optionsJSON })
      : startRegistration({ optionsJSON }))
  } catch (error) {
    return error instanceof Error && CLOSED.includes(error.name) ? 'cancelled' : 'failed'
  }
}

/** What browsers call a dialog that was closed or has run out (WebAuthn §5.1.3, §5.1.4). */
const CLOSED = ['NotAllowedError', 'AbortError']

async function post(path: string, body: object): Promise<object | { code: string }> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}

function say(sentence: string): void {
  const said = document.getElementById('said')
  if (said === null) return
  said.className = 'trouble'
  said.textContent = sentence
}
