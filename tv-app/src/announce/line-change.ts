import type { State } from '../story/state.ts'
import { say } from '../words/texts.ts'
import { phrase } from './phrases.ts'

/** The server is away, or back. @param lost what is said of the former, as the screen says it */
export function lineChange(before: State, now: State, lost: string): string[] {
  if (before.reachable === now.reachable) return []
  return [now.reachable ? phrase(say('speak.online')) : lost]
}
