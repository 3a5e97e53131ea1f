import express, { type Request, type Response, type Router } from 'express'

import { Credentials } from '#contract/authorize'

import { sessionHashOf } from '../../credentials/account-session.ts'
import { isRefusal } from '../../errors.ts'
import type { Parts } from '../../flow/parts.ts'
import { signedInWith, startSession } from '../../flow/sign-in/session.ts'
import { accountShown } from '../../flow/sign-in/shown.ts'
import { signOut } from '../../flow/sign-in/sign-out.ts'
import {
  dropSession,
  jsonGuards,
  noStore,
  sessionOf,
  setSession,
  signedInOf,
} from '../account-of.ts'
import { parseJson } from '../body.ts'
import type { Callers } from '../caller.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal, sendResult } from '../respond.ts'

/** Who am I on this phone; sign in, sign out. */
export function sessionRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const guards = jsonGuards(parts, callers)

  router.get('/session', noStore, async (request: Request, response: Response) => {
    const caller = callers.callerOf(request)
    const account = await signedInOf(request, parts, caller)
    if (isRefusal(account)) return sendRefusal(response, account)
    return sendResult(response, await accountShown(parts, account, caller))
  })
  router.post('/session', guards, async (request: Request, response: Response) => {
    const parsed = parseJson(Credentials, request)
    if (isRefusal(parsed)) return sendRefusal(response, parsed)
    const caller = callers.callerOf(request)
    const before = await sessionOf(request, parts, caller)
    const started = await startSession(parts, parsed.value, caller, before)
    if (isRefusal(started)) return sendRefusal(response, started)
    const { account, session } = started
    setSession(response, caller, session)
    return sendResult(response, await accountShown(parts, signedInWith(account, session), caller))
  })
  router.delete('/session', guards, async (request: Request, response: Response) => {
    const caller = callers.callerOf(request)
    await signOut(parts, sessionHashOf(request.headers.cookie, caller.secure), caller)
    dropSession(response, caller)
    response.json({})
  })
  router.all('/session', methodNotAllowed('GET', 'POST', 'DELETE'))
  return router
}
