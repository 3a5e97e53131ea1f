import type { Answer, PasskeyOptions } from '../calls.ts'
import type { Proof } from '../steps/event.ts'
import { say } from '../words.ts'

/** What the browser's dialog gave. A person who closed it has changed their mind, which is no error. */
export type Picked<T> =
  | { kind: 'picked'; credential: T }
  | { kind: 'cancelled' }
  | { kind: 'there' }
  | { kind: 'unable' }

/** What came of a dialog of the browser. */
export async function heard<T>(dialog: Promise<unknown>): Promise<Picked<T>> {
  try {
    return { kind: 'picked', credential: (await dialog) as T }
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'NotAllowedError' || name === 'AbortError') return { kind: 'cancelled' }
    return { kind: name === 'InvalidStateError' ? 'there' : 'unable' }
  }
}

/** The server's challenge, the browser's dialog, the server's word on what it gave. */
export async function ceremony<C, T>(
  options: Answer<PasskeyOptions>,
  ask: (options: PasskeyOptions) => Promise<Picked<C>>,
  send: (credential: C) => Promise<Answer<T>>,
): Promise<Proof<T>> {
  if (options.kind !== 'ok') return options
  const picked = await ask(options.value)
  switch (picked.kind) {
    case 'picked':
      return send(picked.credential)
    case 'cancelled':
      return picked
    case 'there':
      return { kind: 'unable', words: say('link.passkeyThere') }
    case 'unable':
      return { kind: 'unable', words: say('link.passkeyUnable') }
  }
}
