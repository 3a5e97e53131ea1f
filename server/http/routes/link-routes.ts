import express, { type Request, type Response, type Router } from 'express'

import { AuthorizeRequest } from '#contract/authorize'
import { LinkDetailsRequest } from '#contract/link'

import { isRefusal } from '../../errors.ts'
import { approve, deny } from '../../flow/link/authorize.ts'
import { openLink, showLink } from '../../flow/link/open.ts'
import type { Parts } from '../../flow/parts.ts'
import { accountOf, jsonGuards, setSession, signedInOf } from '../account-of.ts'
import { parseJson } from '../body.ts'
import type { Callers } from '../caller.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal, sendResult } from '../respond.ts'
import { isOfPhoneApp } from '../same-origin.ts'

/** What the phone's page calls about a link request: which TV is this, yes or no. */
export function linkRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const guards = jsonGuards(parts, callers)

  router.post('/link/details', guards, async (request: Request, response: Response) => {
    const parsed = parseJson(LinkDetailsRequest, request)
    if (isRefusal(parsed)) return sendRefusal(response, parsed)
    const caller = callers.callerOf(request)
    if ('handle' in parsed.value) {
      const account = await accountOf(request, parts, caller)
      if (account !== null && isRefusal(account)) return sendRefusal(response, account)
      return sendResult(response, await openLink(parts, parsed.value.handle, account, caller))
    }
    const account = await signedInOf(request, parts, caller)
    if (isRefusal(account)) return sendRefusal(response, account)
    return sendResult(response, await showLink(parts, parsed.value.user_code, account, caller))
  })
  router.all('/link/details', methodNotAllowed('POST'))

  router.post('/authorize', guards, async (request: Request, response: Response) => {
    const parsed = parseJson(AuthorizeRequest, request)
    if (isRefusal(parsed)) return sendRefusal(response, parsed)
    // A page that may not bring a cookie gets none either, and no session that nobody would know of.
    const value = isOfPhoneApp(response) ? { ...parsed.value, remember: false } : parsed.value
    if (value.decision === 'deny') {
      const refusal = await deny(parts, value.handle)
      return sendResult(response, refusal ?? { status: 'denied' })
    }
    const caller = callers.callerOf(request)
    const account = await accountOf(request, parts, caller)
    if (account !== null && isRefusal(account)) return sendRefusal(response, account)
    const result = await approve(parts, value, account, caller)
    if (isRefusal(result)) return sendRefusal(response, result)
    if (result.session !== null) setSession(response, caller, result.session)
    return void response.json(
      result.match === null ? { status: 'authorized' } : { status: 'match', ...result.match },
    )
  })
  router.all('/authorize', methodNotAllowed('POST'))
  return router
}
