import * as v from 'valibot'

import { type MyDevice, MyDevices } from '#contract/device'

import { differ } from './differ.ts'

/** Often enough for somebody who switches a TV on and looks at the phone. */
const EVERY_MS = 15_000

/** Asks now and then, while the page is looked at, and draws it anew when something has changed. */
export function followChanges(shown: readonly MyDevice[]): void {
  setInterval(() => {
    if (document.visibilityState === 'visible' && !isBusy()) void look(shown)
  }, EVERY_MS)
}

async function look(shown: readonly MyDevice[]): Promise<void> {
  const now = await ask()
  // Somebody may have begun to type meanwhile.
  if (now !== null && (now === 'signed_out' || differ(shown, now)) && !isBusy()) location.reload()
}

/** `null` when nobody answered: the page stays as it is. */
async function ask(): Promise<MyDevice[] | 'signed_out' | null> {
  try {
    const response = await fetch('devices', { headers: { accept: 'application/json' } })
    if (response.status === 401) return 'signed_out'
    const answer = v.safeParse(MyDevices, await response.json())
    return response.ok && answer.success ? answer.output.devices : null
  } catch {
    return null
  }
}

/** Whether a person is in the middle of something: types, or has a question open. */
function isBusy(): boolean {
  return (
    document.querySelector('main details[open]') !== null ||
    document.activeElement instanceof HTMLInputElement
  )
}
