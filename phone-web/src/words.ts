import type { MessageValues } from '#contract/message'

import type { TextKey } from '../texts/catalogue.ts'
import type { Failure } from './calls.ts'

/** A sentence by its name in the catalogue. */
export interface Sentence {
  key: string
  values?: MessageValues
  /** Said where the page has none of that name: most problems are told by the server, in the person's language. */
  otherwise?: string
}

/** What is said in one breath. */
export type Words = readonly Sentence[]

export function say(key: TextKey, values: MessageValues = {}): Words {
  return [{ key, values }]
}

/** What the person is told about a refusal, or about no answer at all. */
export function trouble(failure: Failure): Words {
  if (failure.kind === 'unreachable') return say('link.unreachable')
  const { code, title, retryAfterSeconds } = failure
  return [{ key: `problem.${code}`, otherwise: title }, ...waitWords(retryAfterSeconds)]
}

/** How long to wait before the next try; nothing when the server did not say, or when saying it takes as long. */
export function waitWords(seconds: number | null): Words {
  if (seconds === null || seconds < 5) return []
  return seconds < 120
    ? say('link.waitSeconds', { count: seconds })
    : say('link.waitMinutes', { count: Math.ceil(seconds / 60) })
}

export function startedWords(secondsAgo: number): Words {
  if (secondsAgo < 5) return say('link.startedNow')
  if (secondsAgo < 60) return say('link.startedSeconds', { count: Math.floor(secondsAgo) })
  return say('link.startedMinutes', { count: Math.floor(secondsAgo / 60) })
}
