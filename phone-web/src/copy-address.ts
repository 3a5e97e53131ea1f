import type { Elements } from './elements.ts'
import type { Speech } from './speech.ts'
import { say } from './words.ts'

/** Copies the address; where the browser does not let us, it stands there selected, to be copied by hand. */
export async function copyAddress(
  { inApp, inAppCopy }: Elements,
  speech: Speech,
  address: string,
): Promise<void> {
  try {
    // Missing on plain http, and refused by some apps.
    await navigator.clipboard.writeText(address)
    inAppCopy.textContent = speech.say(say('link.copied'))
  } catch {
    const field = document.createElement('input')
    field.readOnly = true
    field.value = address
    field.setAttribute('aria-label', speech.say(say('link.copyThis')))
    inApp.append(field)
    inAppCopy.hidden = true
    field.select()
  }
}
