import type { Timers } from './ask-again.ts'

/** Where storage is blocked, the page works until it is reloaded. */
export function storageOf(open: () => Storage): Storage | null {
  try {
    return open()
  } catch {
    return null
  }
}

export const TIMERS: Timers = {
  nowMs: () => Date.now(),
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
}

/**
 * Whether this phone itself can hold a passkey, and whether the browser can offer one where it fills in user names.
 * Many a browser knows of no passkeys at all, and none does on plain http.
 */
export async function passkeyAbilities(): Promise<{ own: boolean; autofill: boolean }> {
  try {
    const [own, autofill] = await Promise.all([
      PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable(),
      PublicKeyCredential.isConditionalMediationAvailable?.() ?? false,
    ])
    return { own, autofill }
  } catch {
    return { own: false, autofill: false }
  }
}
