import type { Response } from 'express'

import { OAUTH_ERRORS, type OAuthErrorCode } from '#contract/oauth-error'
import { PROBLEMS, type ProblemCode } from '#contract/problem'

import { problemIn } from '#pages/problem'

import { isRefusal, type OAuthRefusal } from '../errors.ts'
import { languageOf } from './language.ts'

/** Answers what a flow came to: its result as JSON, or its refusal. */
export function sendResult(response: Response, result: object): void {
  if (isRefusal(result)) sendRefusal(response, result)
  else response.json(result)
}

/** Answers a refusal in the form of the address: RFC 6749 §5.2 below `/auth/`, RFC 9457 everywhere else. */
export function sendRefusal(response: Response, refusal: OAuthRefusal): void {
  const { refused, retryAfterSeconds } = refusal
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds))
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  if (response.req.path.startsWith('/auth/')) sendOAuthError(response, refusal)
  // Only the OAuth endpoints' flows know the other table; here one of its codes would be a fault of ours.
  else
    sendProblem(response, { ...refusal, refused: isProblem(refused) ? refused : 'internal_error' })
}

function sendProblem(
  response: Response,
  { refused, detail, members, ...refusal }: OAuthRefusal & { refused: ProblemCode },
): void {
  const [standard] = PROBLEMS[refused]
  const status = refusal.status ?? standard
  if (status === 401) response.set('WWW-Authenticate', challengeOf(refused))
  response
    .status(status)
    .vary('Accept-Language')
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:couchlink:problem:${refused}`,
        title: titleOf(refused, response.req.headers['accept-language']),
        status,
        code: refused,
        ...(detail === undefined ? {} : { detail }),
        ...members,
      }),
    )
}

/** In the language that is asked for (RFC 9457 §3.1.3); what only programs can meet is said in English alone. */
function titleOf(code: ProblemCode, accepted: string | undefined): string {
  const [, english] = PROBLEMS[code]
  return accepted === undefined
    ? english
    : (problemIn(languageOf(null, undefined, accepted), code) ?? english)
}

function sendOAuthError(
  response: Response,
  { refused, detail, members, ...refusal }: OAuthRefusal,
): void {
  const isOAuth = isOAuthError(refused)
  const error = isOAuth ? refused : (OAUTH_NAMES[refused] ?? 'invalid_request')
  const [standard, sentence] = isOAuth ? OAUTH_ERRORS[refused] : PROBLEMS[refused]
  const status = refusal.status ?? standard
  if (status === 401) response.set('WWW-Authenticate', challengeOf(error))
  response.status(status).json({ error, error_description: detail ?? sentence, ...members })
}

/** How the refusals of parsers and limits are called at the OAuth endpoints. */
const OAUTH_NAMES: Partial<Record<ProblemCode, OAuthErrorCode>> = {
  too_many_attempts: 'slow_down',
  busy: 'temporarily_unavailable',
  internal_error: 'server_error',
}

function isOAuthError(code: ProblemCode | OAuthErrorCode): code is OAuthErrorCode {
  return Object.hasOwn(OAUTH_ERRORS, code)
}

function isProblem(code: ProblemCode | OAuthErrorCode): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code)
}

/**
 * RFC 6750 §3 and RFC 9449 §7.1: a device is told whether a new token or a new proof would help, a client that it has
 * to prove itself. The phone's page has no use for a browser's dialog.
 */
function challengeOf(code: ProblemCode | OAuthErrorCode): string {
  if (code === 'invalid_client') return 'Basic realm="couchlink", charset="UTF-8"'
  const says = DEVICE_ERRORS.includes(code) ? ` error="${code}",` : ''
  return `DPoP${says} algs="ES256", Bearer${says.replace(/,$/, '')}`
}

const DEVICE_ERRORS: unknown[] = ['invalid_token', 'invalid_dpop_proof', 'invalid_grant']
