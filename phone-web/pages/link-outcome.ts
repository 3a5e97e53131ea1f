import type { ProblemCode } from '#contract/problem'

import type { TextKey } from '../texts/catalogue.ts'
import type { PageContext } from './context.ts'
import type { LinkOutcome } from './link-view.ts'

/** Whether the person has to read it before going on. */
export function isTrouble({ kind }: LinkOutcome): boolean {
  return kind !== 'connected' && kind !== 'match'
}

/** What became of the form, in a sentence. */
export function outcomeText(context: PageContext, outcome: LinkOutcome): string {
  const { text } = context
  switch (outcome.kind) {
    case 'connected':
      return text('link.connected')
    case 'match':
      return text('link.matching')
    case 'warned':
      return text('problem.risk_warned')
    case 'reauthenticate':
      return text('problem.reauthenticate')
    case 'missing':
      return text(MISSING[outcome.field])
    case 'trouble':
      return [text(problemText(outcome.problem)), waitText(context, outcome.waitSeconds)]
        .filter((sentence) => sentence !== null)
        .join(' ')
  }
}

const MISSING = {
  code: 'link.codeMissing',
  username: 'link.usernameMissing',
  password: 'link.passwordMissing',
} as const

/** A problem's own sentence. What only devices and other programs can meet is told as a fault of the form. */
export function problemText(problem: ProblemCode): TextKey {
  switch (problem) {
    case 'invalid_token':
    case 'invalid_dpop_proof':
    case 'media_token_ended':
    case 'device_not_bound':
    case 'device_unknown':
    case 'approval_refused':
    case 'payload_refused':
    case 'client_not_registered':
    case 'tenant_mismatch':
    case 'insufficient_scope':
    case 'too_many_keys':
    case 'title_unknown':
    case 'method_not_allowed':
    case 'unsupported_media_type':
      return 'problem.bad_request'
    default:
      return `problem.${problem}`
  }
}

/** How long to wait; `null` when that is not known, or when saying it takes as long. */
export function waitText({ text }: PageContext, seconds: number | null): string | null {
  if (seconds === null || seconds < 5) return null
  return seconds < 120
    ? text('link.waitSeconds', { count: seconds })
    : text('link.waitMinutes', { count: Math.ceil(seconds / 60) })
}
