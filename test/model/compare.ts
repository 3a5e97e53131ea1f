import type { Answer, Calls } from './calls.ts'
import type { Notice } from './facts.ts'
import type { Seen } from './seen.ts'
import type { Expected } from './steps/step.ts'

/** What is not as it ought to be in an answer; `null` when all is well. */
export function compareAnswer(answer: Answer, expected: Expected, seen: Seen): string | null {
  const { status, code, body } = answer
  if (status !== expected.status || code !== expected.code) {
    return `answered ${status} ${code}, and ought to be ${expected.status} ${expected.code}`
  }
  return difference(body, expected.body?.(seen) ?? {}, 'body')
}

/** What is not as it ought to be in the notices since the last look. */
export function compareNotices(
  noticed: ReturnType<Calls['noticed']>,
  notices: readonly Notice[],
  seen: Seen,
): string | null {
  const was = noticed.map(({ deviceId, event }) => `${event} to ${deviceId}`).sort()
  const ought = notices.map(({ device, event }) => `${event} to ${seen.deviceIds[device]}`).sort()
  return `${was}` === `${ought}` ? null : `told [${was}], and ought to tell [${ought}]`
}

/** Where `actual` is not what is expected of it; an object may have members that nobody expects. */
function difference(actual: unknown, expected: unknown, path: string): string | null {
  if (expected instanceof RegExp) {
    return typeof actual === 'string' && expected.test(actual) ? null : `${path} is ${actual}`
  }
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(actual, expected) ? null : `${path} is ${actual}, and ought to be ${expected}`
  }
  if (typeof actual !== 'object' || actual === null) return `${path} is ${actual}`
  for (const [name, value] of Object.entries(expected)) {
    const found = difference((actual as Record<string, unknown>)[name], value, `${path}.${name}`)
    if (found !== null) return found
  }
  return null
}
