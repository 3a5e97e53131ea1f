import express, { type Request, type Router } from 'express'

import {
  DeviceAuthorizationRequest,
  RevocationRequest,
  TokenRequest,
} from '#contract/client-request'
import { LinkKeyParameter } from '#contract/link-key'
import {
  AUTHORIZATION_CODE,
  CLIENT_CREDENTIALS,
  DEVICE_CODE,
  JWT_BEARER,
  REFRESH_TOKEN,
  TV_CLIENT,
} from '#contract/token'
import { CodeRequest } from '#contract/web-sign-in'

import { readLinkKey } from '../../credentials/link-key.ts'
import { isRefusal, refuse } from '../../errors.ts'
import { issueToClient } from '../../flow/client/client-credentials.ts'
import { giveCode } from '../../flow/client/give-code.ts'
import { redeem } from '../../flow/client/redeem.ts'
import { redeemCode } from '../../flow/client/redeem-code.ts'
import { refresh } from '../../flow/client/refresh.ts'
import { requestClientLink } from '../../flow/client/request-link.ts'
import { revoke } from '../../flow/client/revoke.ts'
import { issueToken } from '../../flow/device/issue-token.ts'
import { requestLink } from '../../flow/link/request.ts'
import type { Parts } from '../../flow/parts.ts'
import { deviceOf, proofKeyOf } from '../authenticate.ts'
import { formBody, parseForm } from '../body.ts'
import type { Callers } from '../caller.ts'
import { clientOf, clientOrPageOf } from '../client-of.ts'
import { anyOrigin } from '../cors.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendResult } from '../respond.ts'

const GRANTS: unknown[] = [
  JWT_BEARER,
  DEVICE_CODE,
  REFRESH_TOKEN,
  AUTHORIZATION_CODE,
  CLIENT_CREDENTIALS,
]

/** What televisions, standard clients and web sites send as forms: who they are, link requests, tokens, an end. */
export function oauthRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const form = formBody(parts.config.http.bodyBytes)
  const endpoints = {
    '/auth/token': answerToken,
    '/auth/device_authorization': answerAuthorization,
    '/auth/code': answerCode,
    '/auth/revoke': answerRevocation,
  }
  for (const [path, answer] of Object.entries(endpoints)) {
    router
      .route(path)
      .all(anyOrigin)
      .post(form, async (request, response) => {
        sendResult(response, await answer(request, parts, callers))
      })
      .all(methodNotAllowed('POST'))
  }
  return router
}

async function answerToken(request: Request, parts: Parts, callers: Callers): Promise<object> {
  const grantType: unknown = request.body?.grant_type
  // RFC 6749 §5.2 has an error of its own for a grant that is not offered, whatever else is missing.
  if (typeof grantType === 'string' && grantType !== '' && !GRANTS.includes(grantType)) {
    return refuse('unsupported_grant_type')
  }
  const parsed = parseForm(TokenRequest, request)
  if (isRefusal(parsed)) return parsed
  const proven = proofKeyOf(request, parts, callers)
  if (isRefusal(proven)) return proven
  const { value } = parsed
  const caller = callers.callerOf(request)
  if (value.grant_type === JWT_BEARER) {
    const audiences = callers.namesOf(request)
    return issueToken(parts, value, { audiences, issuer: caller.issuer, jkt: proven.jkt })
  }
  const client = clientOf(request, parts, value)
  if (isRefusal(client)) return client
  switch (value.grant_type) {
    case DEVICE_CODE:
      return redeem(parts, client, value, proven.jkt, caller)
    case REFRESH_TOKEN:
      return refresh(parts, client, value, proven.jkt, caller)
    case AUTHORIZATION_CODE:
      return redeemCode(parts, client, value, proven.jkt, caller)
    case CLIENT_CREDENTIALS:
      return issueToClient(parts, client, value, caller)
  }
}

/** A television brings its own access token, every other client its `client_id`. */
async function answerAuthorization(
  request: Request,
  parts: Parts,
  callers: Callers,
): Promise<object> {
  const caller = callers.callerOf(request)
  if (/^(Bearer|DPoP)\b/i.test(request.headers.authorization ?? '')) {
    const device = await deviceOf(request, parts, callers)
    if (isRefusal(device)) return device
    if (device.clientId !== TV_CLIENT) return refuse('unauthorized_client')
    const parsed = parseForm(LinkKeyParameter, request)
    if (isRefusal(parsed)) return parsed
    const linkKey = readLinkKey(parsed.value.link_key)
    if (linkKey === 'malformed') {
      return refuse('invalid_request', { detail: '"link_key" is no public P-256 JWK.' })
    }
    return requestLink(parts, device, linkKey, caller)
  }
  const parsed = parseForm(DeviceAuthorizationRequest, request)
  if (isRefusal(parsed)) return parsed
  const client = clientOrPageOf(request, parts, parsed.value)
  if (isRefusal(client)) return client
  const proven = proofKeyOf(request, parts, callers)
  if (isRefusal(proven)) return proven
  return requestClientLink(parts, client, parsed.value, proven.jkt, caller)
}

/** What a web site's page asks after each notice, and beside them every few seconds. */
async function answerCode(request: Request, parts: Parts): Promise<object> {
  const parsed = parseForm(CodeRequest, request)
  if (isRefusal(parsed)) return parsed
  const client = clientOrPageOf(request, parts, parsed.value)
  if (isRefusal(client)) return client
  return giveCode(parts, client, parsed.value)
}

async function answerRevocation(request: Request, parts: Parts): Promise<object> {
  const parsed = parseForm(RevocationRequest, request)
  if (isRefusal(parsed)) return parsed
  const client = clientOf(request, parts, parsed.value)
  if (isRefusal(client)) return client
  return (await revoke(parts, client, parsed.value)) ?? {}
}
