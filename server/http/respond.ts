import type { Response } from 'express'

import { PROBLEMS } from '#contract/problem'

import { isRefusal, type Refusal } from '../errors.ts'

/** Answers what a flow came to: its result as JSON, or its refusal. */
export function sendResult(response: Response, result: object): void {
  if (isRefusal(result)) sendRefusal(response, result)
  else response.json(result)
}

/** Answers a refusal as RFC 9457 problem details. */
export function sendRefusal(response: Response, refusal: Refusal): void {
  const [status, title] = PROBLEMS[refusal.refused]
  if (status === 401) response.set('WWW-Authenticate', challengeOf(refusal))
  retryAfter(response, refusal)
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:couchlink:problem:${refusal.refused}`,
        title,
        status,
        code: refusal.refused,
        ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
        ...refusal.members,
      }),
    )
}

/** Answers an error of the OAuth endpoints (RFC 6749 §5.2). */
export function sendOAuthError(
  response: Response,
  status: number,
  error: string,
  description: string,
): void {
  if (status === 401) response.set('WWW-Authenticate', `Bearer error="${error}"`)
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .json({ error, error_description: description })
}

/** Gives a refusal the form of the OAuth endpoints. */
export function sendOAuthRefusal(response: Response, refusal: Refusal): void {
  const [status, title] = PROBLEMS[refusal.refused]
  retryAfter(response, refusal)
  sendOAuthError(
    response,
    status,
    OAUTH_NAMES[refusal.refused] ?? 'invalid_request',
    refusal.detail ?? title,
  )
}

const OAUTH_NAMES: Partial<Record<Refusal['refused'], string>> = {
  invalid_token: 'invalid_token',
  too_many_attempts: 'slow_down',
  busy: 'temporarily_unavailable',
  internal_error: 'server_error',
}

function retryAfter(response: Response, { retryAfterSeconds }: Refusal): void {
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds))
}

/** RFC 6750 §3: a device is told whether a new token would help. The phone's page has no use for a browser's dialog. */
function challengeOf({ refused }: Refusal): string {
  return refused === 'invalid_token' ? 'Bearer error="invalid_token"' : 'Bearer'
}
