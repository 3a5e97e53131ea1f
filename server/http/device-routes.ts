import express, { type Request, type Response, type Router } from 'express'

import { GoodbyeRequest } from '#contract/hello'
import { TokenRequest } from '#contract/token'

import type { Device } from '../credentials/access-token.ts'
import { isRefusal, refuse } from '../errors.ts'
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
import { sendOAuthError, sendOAuthRefusal, sendRefusal, sendResult } from './respond.ts'

/** What a TV calls, in the order of its story: token, hello, link request, titles, goodbye. */
export function deviceRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const { bodyBytes } = parts.config.http

  router.all('/auth/token', anyOrigin)
  router.post('/auth/token', formBody(bodyBytes), async (request, response) => {
    const parsed = parseForm(TokenRequest, request)
    if (isRefusal(parsed)) {
      const grant: unknown = request.body?.grant_type
      if (typeof grant === 'string' && grant !== TokenRequest.entries.grant_type.literal) {
        return sendOAuthError(response, 400, 'unsupported_grant_type', 'This grant is not offered.')
      }
      return sendOAuthRefusal(response, parsed)
    }
    const audiences = callers.audiencesOf(request, '/auth/token')
    const token = await issueToken(parts, parsed.value, audiences)
    if (token !== null) return void response.json(token)
    return sendOAuthError(response, 401, 'invalid_grant', 'The assertion does not prove a device.')
  })
  router.all('/auth/token', methodNotAllowed('POST'))

  router.all('/auth/device_authorization', anyOrigin)
  router.post('/auth/device_authorization', formBody(bodyBytes), async (request, response) => {
    const device = await deviceOf(request, parts.accessTokens)
    if (device === null) return sendOAuthRefusal(response, refuse('invalid_token'))
    const link = await requestLink(parts, device, callers.callerOf(request))
    if (isRefusal(link)) return sendOAuthRefusal(response, link)
    return void response.json(link)
  })
  router.all('/auth/device_authorization', methodNotAllowed('POST'))

  router.all('/hello', anyOrigin)
  router.get('/hello', async (request, response) => {
    const device = await deviceOf(request, parts.accessTokens)
    if (device === null) return sendRefusal(response, refuse('invalid_token'))
    const asksNotices = request.query['notices'] !== undefined
    const base = asksNotices ? callers.callerOf(request).base : null
    return sendResult(response, await hello(parts, device, base))
  })
  router.all('/hello', methodNotAllowed('GET'))

  router.all('/titles', anyOrigin)
  router.get('/titles', async (request, response) => {
    const device = await deviceOf(request, parts.accessTokens)
    if (device === null) return sendRefusal(response, refuse('invalid_token'))
    return sendResult(response, await titles(parts, device))
  })
  router.all('/titles', methodNotAllowed('GET'))

  router.all('/goodbye', anyOrigin)
  router.post('/goodbye', jsonBody(bodyBytes), async (request, response) => {
    const device = await deviceOf(request, parts.accessTokens)
    if (device === null) return sendRefusal(response, refuse('invalid_token'))
    return sayGoodbye(parts, device, request, response)
  })
  router.all('/goodbye', methodNotAllowed('POST'))
  return router
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
