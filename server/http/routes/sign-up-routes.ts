import express, { type Request, type Response, type Router } from 'express'

import { SignUpRequest } from '#contract/account'

import { isRefusal } from '../../errors.ts'
import type { Parts } from '../../flow/parts.ts'
import { signedInWith } from '../../flow/sign-in/session.ts'
import { accountShown } from '../../flow/sign-in/shown.ts'
import { signUp } from '../../flow/sign-in/sign-up.ts'
import { jsonGuards, sessionOf, setSession } from '../account-of.ts'
import { parseJson } from '../body.ts'
import type { Callers } from '../caller.ts'
import { sendRefusal, sendResult } from '../respond.ts'

/** Make one's own account; other calls of `/account` have routes of their own. */
export function signUpRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })

  router.post(
    '/account',
    jsonGuards(parts, callers),
    async (request: Request, response: Response) => {
      const parsed = parseJson(SignUpRequest, request)
      if (isRefusal(parsed)) return sendRefusal(response, parsed)
      const caller = callers.callerOf(request)
      const before = await sessionOf(request, parts, caller)
      const started = await signUp(parts, parsed.value, caller, before)
      if (isRefusal(started)) return sendRefusal(response, started)
      const { account, session } = started
      setSession(response, caller, session)
      return sendResult(response, await accountShown(parts, signedInWith(account, session), caller))
    },
  )
  return router
}
