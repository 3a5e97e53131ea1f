import express, { type ErrorRequestHandler, type Request, type Router } from 'express'
import * as v from 'valibot'

import type { ProblemCode } from '#contract/problem'
import { type QrAuthMatch, QrAuthQuery, QrAuthRequest } from '#contract/qr-auth'

import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { Parts } from '../../flow/parts.ts'
import { authenticate } from '../../flow/qr-auth/authenticate.ts'
import { checkStatus } from '../../flow/qr-auth/check-status.ts'
import { Polls } from '../../flow/qr-auth/polls.ts'
import { tokenAccount } from '../../flow/sign-in/token-account.ts'
import { noStore } from '../account-of.ts'
import { tokenOf } from '../authenticate.ts'
import { jsonBody, parseJson } from '../body.ts'
import type { Callers } from '../caller.ts'
import { anyOrigin } from '../cors.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal, sendResult } from '../respond.ts'

/**
 * The two addresses of WSO2's QR authenticator, over the same link requests (docs/qr-auth.md). They are there while
 * `tenants` is configured, take their callers' word by tokens alone, and never look at a cookie.
 */
export function qrAuthRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  if (Object.keys(parts.config.tenants).length === 0) return router
  const polls = new Polls(parts.config.tokens.cacheEntries)

  router
    .route('/qr-auth/authenticate')
    .post(noStore, jsonBody(parts.config.http.bodyBytes), async (request, response) => {
      const result = await answerPhone(request, parts, callers)
      if (isRefusal(result)) return sendRefusal(response, asDocumented(result))
      return void response.status('number' in result ? 202 : 201).json(result)
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/qr-auth/check-status')
    .all(anyOrigin)
    // By itself Express would answer HEAD as GET: a question that counts, and tells nothing.
    .head(methodNotAllowed('GET'))
    .get(async (request, response) => {
      sendResult(response, await answerScreen(request, parts, polls))
    })
    .all(methodNotAllowed('GET'))

  router.use(wrongTypeIsBad)
  return router
}

async function answerPhone(
  request: Request,
  parts: Parts,
  callers: Callers,
): Promise<QrAuthMatch | Record<string, never> | Refusal> {
  const token = bearerOf(request)
  if (token === '') return refuse('sign_in_required')
  const caller = callers.callerOf(request)
  const account = await tokenAccount(parts, token, caller)
  if (isRefusal(account)) return account
  const parsed = parseJson(QrAuthRequest, request)
  if (isRefusal(parsed)) return parsed
  const result = await authenticate(parts, parsed.value, account, caller)
  if (isRefusal(result)) return result
  return result.match === null ? {} : { status: 'MATCH', number: result.match.number }
}

function answerScreen(request: Request, parts: Parts, polls: Polls): Promise<object> | Refusal {
  const deviceCode = bearerOf(request)
  if (deviceCode === '') return refuse('invalid_token')
  const query = v.safeParse(QrAuthQuery, request.query)
  if (!query.success) {
    return refuse('bad_request', { detail: '"sessionDataKey" is missing or not valid.' })
  }
  return checkStatus(parts, deviceCode, query.output.sessionDataKey, polls)
}

/** RFC 6750 §2.1; empty where there is none. */
function bearerOf(request: Request): string {
  const { scheme, token } = tokenOf(request)
  return scheme === 'bearer' ? token : ''
}

/** What is 404, 409 or 415 at the phone's own addresses, and 400 at this one. */
const BAD_REQUESTS: readonly ProblemCode[] = [
  'link_unknown',
  'link_expired',
  'link_superseded',
  'unsupported_media_type',
]

function asDocumented(refusal: Refusal): Refusal {
  return BAD_REQUESTS.includes(refusal.refused) ? { ...refusal, status: 400 } : refusal
}

/** A charset or an encoding that is not taken, which a parser has found. */
const wrongTypeIsBad: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const wrongType = error instanceof Error && 'status' in error && error.status === 415
  if (!wrongType) return next(error)
  return sendRefusal(response, asDocumented(refuse('unsupported_media_type')))
}
