import type { AuthorizedCall } from './authorized-calls.ts'
import { helloOutcome } from './hello.ts'

/** Gives up this binding and no later one. `true` once the device is known to be free of it. */
export async function sayGoodbye(call: AuthorizedCall, binding: string): Promise<boolean> {
  const answer = await call({ method: 'POST', path: 'goodbye', json: { binding } })
  if (answer.kind !== 'answer') return false
  if (answer.status === 200) return answer.body !== undefined
  return helloOutcome(answer).kind === 'not_bound'
}
