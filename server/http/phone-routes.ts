import express, { type Request, type Response, type Router } from 'express'

import type { Account } from '#contract/account'
import { AuthorizeRequest, Credentials, LinkDetailsRequest } from '#contract/link'

import { sessionCookie, sessionHashOf } from '../credentials/account-session.ts'
import { isRefusal, type Refusal, refuse } from '../errors.ts'
import { type NewSession, sessionAccount, startSession } from '../flow/account/session.ts'
import type { SignedIn } from '../flow/account/sign-in.ts'
import { tokenAccount } from '../flow/account/token-account.ts'
import { approve, deny } from '../flow/link/authorize.ts'
import { openLink, showLink } from '../flow/link/open.ts'
import type { Caller, Parts } from '../flow/parts.ts'
import { tokenOf } from './authenticate.ts'
import { jsonBody, parseJson } from './body.ts'
import type { Callers } from './caller.ts'
import { methodNotAllowed } from './errors.ts'
import { sendRefusal, sendResult } from './respond.ts'
import { sameOriginOnly } from './same-origin.ts'

/** What the phone's page calls: which TV is this, who am I, yes or no. */
export function phoneRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const guards = [noStore, sameOriginOnly(callers), jsonBody(parts.config.http.bodyBytes)]

  router.post('/link/details', guards, async (request: Request, response: Response) => {
    const parsed = parseJson(LinkDetailsRequest, request)
    if (isRefusal(parsed)) return sendRefusal(response, parsed)
    const caller = callers.callerOf(request)
    if ('handle' in parsed.value) {
      return sendResult(response, await openLink(parts, parsed.value.handle, caller))
    }
    const account = await accountOf(request, caller)
    if (account === null) return sendRefusal(response, refuse('sign_in_required'))
    if (isRefusal(account)) return sendRefusal(response, account)
    return sendResult(response, await showLink(parts, parsed.value.user_code, account, caller))
  })
  router.all('/link/details', methodNotAllowed('POST'))

  router.post('/authorize', guards, async (request: Request, response: Response) => {
    const parsed = parseJson(AuthorizeRequest, request)
    if (isRefusal(parsed)) return sendRefusal(response, parsed)
    const { value } = parsed
    if (value.decision === 'deny') {
      const refusal = await deny(parts, value.handle)
      return sendResult(response, refusal ?? { status: 'denied' })
    }
    const caller = callers.callerOf(request)
    const account = await accountOf(request, caller)
    if (account !== null && isRefusal(account)) return sendRefusal(response, account)
    const result = await approve(parts, value, account, caller)
    if (isRefusal(result)) return sendRefusal(response, result)
    if (result.session !== null) setSession(request, response, result.session)
    return void response.json(
      result.match === null ? { status: 'authorized' } : { status: 'match', ...result.match },
    )
  })
  router.all('/authorize', methodNotAllowed('POST'))

  router.get('/session', noStore, async (request: Request, response: Response) => {
    const account = await accountOf(request, callers.callerOf(request))
    if (account === null) return sendRefusal(response, refuse('sign_in_required'))
    return sendResult(response, isRefusal(account) ? account : accountShown(account))
  })
  router.post('/session', guards, async (request: Request, response: Response) => {
    const parsed = parseJson(Credentials, request)
    if (isRefusal(parsed)) return sendRefusal(response, parsed)
    const started = await startSession(parts, parsed.value, callers.callerOf(request))
    if (isRefusal(started)) return sendRefusal(response, started)
    setSession(request, response, started.session)
    return void response.json(accountShown(started.account))
  })
  router.delete('/session', guards, async (request: Request, response: Response) => {
    const secure = callers.isSecure(request)
    const hash = sessionHashOf(request.headers.cookie, secure)
    if (hash !== null) await parts.store.closeSession(hash)
    response.append('Set-Cookie', sessionCookie('', secure, 0)).json({})
  })
  router.all('/session', methodNotAllowed('GET', 'POST', 'DELETE'))
  return router

  /** Whom a token of the operator's identity provider names, or else the account session; `null` without either. */
  function accountOf(request: Request, caller: Caller): Promise<SignedIn | Refusal | null> {
    if (request.headers.authorization !== undefined) {
      const { scheme, token } = tokenOf(request)
      return tokenAccount(parts, scheme === 'bearer' ? token : '', caller)
    }
    const hash = sessionHashOf(request.headers.cookie, callers.isSecure(request))
    return sessionAccount(parts, hash, caller)
  }

  function setSession(request: Request, response: Response, session: NewSession): void {
    const secure = callers.isSecure(request)
    response.append('Set-Cookie', sessionCookie(session.id, secure, session.ttlSeconds))
  }
}

const noStore: express.RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  next()
}

function accountShown({ username, name, color }: SignedIn): Account {
  return { username, name, color }
}
