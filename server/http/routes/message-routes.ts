import express, { type Request, type Response, type Router } from 'express'
import * as v from 'valibot'

import { DeviceId } from '#contract/ids'
import { MESSAGE_SCOPE, MessageRequest } from '#contract/operator-message'

import { isRefusal, type OAuthRefusal, refuse } from '../../errors.ts'
import { refuseSender, sendMessage } from '../../flow/device/send-message.ts'
import type { Parts } from '../../flow/parts.ts'
import { tokenOf } from '../authenticate.ts'
import { jsonBody, parseJson } from '../body.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal } from '../respond.ts'

/** What an operator's back end calls, with a token of its own: a message to one TV. No browser has any business here. */
export function messageRoutes(parts: Parts): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  router
    .route('/message-broker/1.0/messages/devices/:deviceId')
    .post(jsonBody(parts.config.http.bodyBytes), async (request, response) => {
      const answer = await answerMessage(parts, request)
      if (isRefusal(answer)) sayNo(response, answer)
      else response.status(202).set('Cache-Control', 'no-store').json(answer)
    })
    .all(methodNotAllowed('POST'))
  return router
}

async function answerMessage(parts: Parts, request: Request): Promise<object> {
  const { scheme, token } = tokenOf(request)
  const sender = scheme === 'bearer' ? parts.clientTokens.verify(token) : null
  if (sender === null) return refuse('invalid_token')
  const refusal = refuseSender(parts, sender)
  if (refusal !== null) return refusal
  const parsed = parseJson(MessageRequest, request)
  if (isRefusal(parsed)) return parsed
  const { deviceId } = request.params
  if (!v.is(DeviceId, deviceId)) return refuse('device_unknown')
  return sendMessage(parts, deviceId, parsed.value)
}

/** RFC 6750 §3.1: who lacks the scope is told which. */
function sayNo(response: Response, refusal: OAuthRefusal): void {
  if (refusal.refused === 'insufficient_scope') {
    const says = `Bearer error="insufficient_scope", scope="${MESSAGE_SCOPE}"`
    response.set('WWW-Authenticate', says)
  }
  sendRefusal(response, refusal)
}
