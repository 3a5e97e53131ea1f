import express, { type Request, type RequestHandler, type Response, type Router } from 'express'

import { GoodbyeRequest } from '#contract/hello'
import { JWT_BEARER, TokenRequest } from '#contract/token'

import type { Device } from '../credentials/access-token.ts'
import { isRefusal, type Refusal, refuse } from '../errors.ts'
import { goodbye } from '../flow/device/goodbye.ts'
import { hello } from '../flow/device/hello.ts'
import { issueToken } from '../flow/device/issue-token.ts'
import { requestLink } from '../flow/link/request.ts'
import type { Parts } from '../flow/parts.ts'
import { titles } from '../flow/watch/titles.ts'
import { deviceOf } from './authenticate.ts'
import { formBody, jsonBody, parseForm, parseJson } from './body.ts'
import type { Callers } from './caller.ts'
import { anyOrigin } from './cors.ts'
import { methodNotAllowed } from './errors.ts'
import { sendOAuthError, sendRefusal, sendResult } from './respond.ts'

/** What a TV calls, in the order of its story: token, hello, link request, titles, goodbye. */
export function deviceRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const form = formBody(parts.config.http.bodyBytes)
  const json = jsonBody(parts.config.http.bodyBytes)
  const byDevice = onlyDevices(parts)

  router
    .route('/auth/token')
    .all(anyOrigin)
    .post(form, async (request, response) => {
      const parsed = parseForm(TokenRequest, request)
      if (isRefusal(parsed)) return refuseToken(request, response, parsed)
      const audiences = callers.audiencesOf(request, '/auth/token')
      const token = await issueToken(parts, parsed.value, audiences)
      if (token !== null) return void response.json(token)
      return sendOAuthError(response, 401, 'invalid_grant', 'The assertion proves no device.')
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/hello')
    .all(anyOrigin)
    .get(
      byDevice(async (device, request, response) => {
        const asksNotices = request.query['notices'] !== undefined
        const base = asksNotices ? callers.callerOf(request).base : null
        sendResult(response, await hello(parts, device, base))
      }),
    )
    .all(methodNotAllowed('GET'))

  router
    .route('/auth/device_authorization')
    .all(anyOrigin)
    .post(
      form,
      byDevice(async (device, request, response) => {
        sendResult(response, await requestLink(parts, device, callers.callerOf(request)))
      }),
    )
    .all(methodNotAllowed('POST'))

  router
    .route('/titles')
    .all(anyOrigin)
    .get(
      byDevice(async (device, _request, response) => {
        sendResult(response, await titles(parts, device))
      }),
    )
    .all(methodNotAllowed('GET'))

  router
    .route('/goodbye')
    .all(anyOrigin)
    .post(
      json,
      byDevice((device, request, response) => sayGoodbye(parts, device, request, response)),
    )
    .all(methodNotAllowed('POST'))
  return router
}

type DeviceHandler = (device: Device, request: Request, response: Response) => Promise<void>

/** Lets devices in that carry a valid access token, and tells the others to prove themselves again. */
function onlyDevices({ accessTokens }: Parts): (handle: DeviceHandler) => RequestHandler {
  return (handle) => async (request, response) => {
    const device = await deviceOf(request, accessTokens)
    if (device === null) sendRefusal(response, refuse('invalid_token'))
    else await handle(device, request, response)
  }
}

/** RFC 6749 §5.2 has an error of its own for a grant that is not offered, whatever else is missing. */
function refuseToken(request: Request, response: Response, refusal: Refusal): void {
  const grant: unknown = request.body?.grant_type
  if (typeof grant === 'string' && grant !== '' && grant !== JWT_BEARER) {
    sendOAuthError(response, 400, 'unsupported_grant_type', 'This grant is not offered.')
  } else {
    sendRefusal(response, refusal)
  }
}

/** Without any body the current binding is meant; a body that cannot be read never is taken for none. */
async function sayGoodbye(
  parts: Parts,
  device: Device,
  request: Request,
  response: Response,
): Promise<void> {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  const bare = length === '0' && encoding === undefined
  const parsed = bare ? { value: { binding: null } } : parseJson(GoodbyeRequest, request)
  if (isRefusal(parsed)) return sendRefusal(response, parsed)
  await goodbye(parts, device, parsed.value.binding)
  response.json({})
}
