import type { Request } from 'express'
import * as v from 'valibot'

import type { SignInMethod } from '#contract/account'
import { AuthorizeRequest } from '#contract/authorize'
import type { Risk } from '#contract/link'
import type { LinkOutcome, Typed } from '#pages/link-view'

import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import { parseForm } from '../body.ts'

const text = v.optional(v.pipe(v.string(), v.maxLength(256)), '')
const yes = v.optional(v.literal('yes'))

/** The form of `/link` as a browser sends it without a script; what is not ticked is not sent. */
const LinkForm = v.object({
  user_code: text,
  username: text,
  password: text,
  remember: yes,
  until: v.optional(v.picklist(['always', 'tomorrow']), 'always'),
  acknowledged: yes,
})

/** A form that was sent: what to ask of the story, or why nothing can be asked, and what to show again. */
export interface SentForm {
  typed: Typed
  asks: AuthorizeRequest | LinkOutcome
}

/**
 * Reads the form.
 *
 * @param isSignedIn whether a session says who sent it
 * @param now epoch seconds
 */
export function linkForm(request: Request, isSignedIn: boolean, now: number): SentForm {
  const parsed = parseForm(LinkForm, request)
  if (isRefusal(parsed)) return { typed: NOTHING_TYPED, asks: outcomeOf(parsed) }
  const { user_code, username, password, remember, until, acknowledged } = parsed.value
  const typed: Typed = {
    userCode: user_code,
    username,
    // A phone that is signed in already was not asked again.
    remember: remember === 'yes' || username === '',
    until,
    acknowledged: acknowledged === 'yes',
  }
  const missing = missingIn(parsed.value, isSignedIn)
  if (missing !== null) return { typed, asks: { kind: 'missing', field: missing } }
  const asked = v.safeParse(AuthorizeRequest, {
    user_code,
    decision: 'approve',
    ...(password === '' ? {} : { username, password, remember: remember === 'yes' }),
    ...(until === 'tomorrow' ? { until: tomorrowNoon(now) } : {}),
    acknowledged: typed.acknowledged,
  })
  if (asked.success) return { typed, asks: asked.output }
  const wellCoded = v.is(AuthorizeRequest, { user_code, decision: 'approve' })
  return { typed, asks: outcomeOf(refuse(wellCoded ? 'sign_in_failed' : 'code_unknown')) }
}

/** How the form stands before anything was typed. */
export const NOTHING_TYPED: Typed = {
  userCode: '',
  username: '',
  remember: true,
  until: 'always',
  acknowledged: false,
}

/** What a refusal comes to on the page. */
export function outcomeOf({ refused, members, retryAfterSeconds }: Refusal): LinkOutcome {
  switch (refused) {
    case 'risk_warned':
      return { kind: 'warned', reasons: (members?.['risk'] as Risk | undefined)?.reasons ?? [] }
    case 'reauthenticate':
      return { kind: refused, methods: (members?.['methods'] as SignInMethod[] | undefined) ?? [] }
    default:
      return { kind: 'trouble', problem: refused, waitSeconds: retryAfterSeconds ?? null }
  }
}

function missingIn(
  { user_code, username, password }: v.InferOutput<typeof LinkForm>,
  isSignedIn: boolean,
): 'code' | 'username' | 'password' | null {
  if (user_code.trim() === '') return 'code'
  if (isSignedIn && password === '') return null
  if (username.trim() === '') return 'username'
  return password === '' ? 'password' : null
}

/** Noon of the next day where the server stands; a phone with a script says its own. */
function tomorrowNoon(now: number): number {
  const noon = new Date(now * 1000)
  noon.setDate(noon.getDate() + 1)
  noon.setHours(12, 0, 0, 0)
  return noon.getTime() / 1000
}
