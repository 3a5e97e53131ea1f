import type { Response } from 'express'

import { PROBLEMS } from '#contract/problem'

import { isRefusal, type Refusal } from '../errors.ts'

/** Answers what a flow came to: its result as JSON, or its refusal. */
export function sendResult(response: Response, result: object): void {
  if (isRefusal(result)) sendRefusal(response, result)
  else response.json(result)
}

/** Answers a refusal in the form of the address: RFC 6749 §5.2 below `/auth/`, RFC 9457 everywhere else. */
export function sendRefusal(response: Response, refusal: Refusal): void {
  const { refused, detail, retryAfterSeconds, members } = refusal
  const [status, title] = PROBLEMS[refused]
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds))
  if (response.req.path.startsWith('/auth/')) {
    const error = OAUTH_NAMES[refused] ?? 'invalid_request'
    sendOAuthError(response, status, error, detail ?? title)
    return
  }
  if (status === 401) response.set('WWW-Authenticate', challengeOf(refused))
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:couchlink:problem:${refused}`,
        title,
        status,
        code: refused,
        ...(detail === undefined ? {} : { detail }),
        ...members,
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

const OAUTH_NAMES: Partial<Record<Refusal['refused'], string>> = {
  invalid_token: 'invalid_token',
  too_many_attempts: 'slow_down',
  busy: 'temporarily_unavailable',
  internal_error: 'server_error',
}

/** RFC 6750 §3: a device is told whether a new token would help. The phone's page has no use for a browser's dialog. */
function challengeOf(refused: Refusal['refused']): string {
  return refused === 'invalid_token' ? 'Bearer error="invalid_token"' : 'Bearer'
}
