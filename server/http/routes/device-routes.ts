import express, { type Request, type RequestHandler, type Response, type Router } from 'express'

import { GoodbyeRequest } from '#contract/hello'
import { LinkCancelRequest, LinkMatchRequest } from '#contract/link'
import { PayloadRequest } from '#contract/link-key'

import type { Device } from '../../credentials/access-token.ts'
import { sha256 } from '../../credentials/link-secrets.ts'
import { isRefusal, type Refusal } from '../../errors.ts'
import { goodbye } from '../../flow/device/goodbye.ts'
import { hello } from '../../flow/device/hello.ts'
import { cancel } from '../../flow/link/cancel.ts'
import { answerMatch } from '../../flow/link/match.ts'
import { payloadFor } from '../../flow/link/payload.ts'
import type { Parts } from '../../flow/parts.ts'
import { media } from '../../flow/watch/media.ts'
import { titles } from '../../flow/watch/titles.ts'
import { deviceOf } from '../authenticate.ts'
import { jsonBody, parseJson } from '../body.ts'
import type { Callers } from '../caller.ts'
import { anyOrigin } from '../cors.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal, sendResult } from '../respond.ts'

/** What a TV calls, in the order of its story, once it has a token: hello, match, payload, cancel, titles, goodbye. */
export function deviceRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const json = jsonBody(parts.config.http.bodyBytes)
  const byDevice = onlyDevices(parts, callers)

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

  ownLinkRoutes(router, parts, callers)

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
    .route('/titles/:id/media')
    .all(anyOrigin)
    .get(
      byDevice(async (device, request, response) => {
        const { issuer } = callers.callerOf(request)
        sendResult(response, await media(parts, device, String(request.params['id']), issuer))
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

/** What it asks about its own link request: how the match went, what came for it, to be rid of it. */
function ownLinkRoutes(router: Router, parts: Parts, callers: Callers): void {
  const json = jsonBody(parts.config.http.bodyBytes)
  const byDevice = onlyDevices(parts, callers)

  router
    .route('/link/match')
    .all(anyOrigin)
    .post(json, async (request, response) => {
      const refusal = await matchRefused(parts, request, callers)
      sendResult(response, refusal ?? { status: 'authorized' })
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/link/payload')
    .all(anyOrigin)
    .post(
      json,
      byDevice(async (device, request, response) => {
        const parsed = parseJson(PayloadRequest, request)
        if (isRefusal(parsed)) return sendRefusal(response, parsed)
        sendResult(response, await payloadFor(parts, device, parsed.value.link_id))
      }),
    )
    .all(methodNotAllowed('POST'))

  router
    .route('/link/cancel')
    .all(anyOrigin)
    .post(
      json,
      byDevice(async (device, request, response) => {
        const parsed = parseJson(LinkCancelRequest, request)
        if (isRefusal(parsed)) return sendRefusal(response, parsed)
        await cancel(parts, device, parsed.value.link_id)
        response.json({})
      }),
    )
    .all(methodNotAllowed('POST'))
}

/** What was entered on a screen: a TV proves itself by its token, an app by its device code. */
async function matchRefused(
  parts: Parts,
  request: Request,
  callers: Callers,
): Promise<Refusal | null> {
  const parsed = parseJson(LinkMatchRequest, request)
  if (isRefusal(parsed)) return parsed
  const { value } = parsed
  if ('device_code' in value) {
    return answerMatch(parts, { deviceCodeHash: sha256(value.device_code) }, value.number)
  }
  const device = await deviceOf(request, parts, callers)
  if (isRefusal(device)) return device
  const { deviceId } = device
  return answerMatch(parts, { linkId: value.link_id, deviceId }, value.number)
}

type DeviceHandler = (device: Device, request: Request, response: Response) => Promise<void>

/** Lets devices in that carry a valid access token, and tells the others to prove themselves again. */
function onlyDevices(parts: Parts, callers: Callers): (handle: DeviceHandler) => RequestHandler {
  return (handle) => async (request, response) => {
    const device = await deviceOf(request, parts, callers)
    if (isRefusal(device)) sendRefusal(response, device)
    else await handle(device, request, response)
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
