import express, { type Router } from 'express'

import { NewPasswordRequest } from '#contract/account'
import { OptInRequest } from '#contract/web-sign-in'

import { isRefusal } from '../../errors.ts'
import { deleteMine } from '../../flow/account/delete-mine.ts'
import { endSessions } from '../../flow/account/end-sessions.ts'
import { exportAccount } from '../../flow/account/export.ts'
import { mySessions } from '../../flow/account/my-sessions.ts'
import { newPassword } from '../../flow/account/new-password.ts'
import { optIn } from '../../flow/account/opt-in.ts'
import type { Parts } from '../../flow/parts.ts'
import { dropSession, jsonGuards, setSession } from '../account-of.ts'
import { parseJson } from '../body.ts'
import { type AccountHandler, onlyAccounts } from '../by-account.ts'
import type { Callers } from '../caller.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal } from '../respond.ts'
import { sendExport } from './send-export.ts'

/**
 * A person's sessions, password, data, and whether they sign in by QR where that must be switched on. Where the flow asks for a fresh proof the answer is 403 `reauthenticate`, and
 * the same call does it after the next sign-in. `POST /account` is the sign-up's, whose router stands before
 * this one.
 */
export function accountRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const guards = jsonGuards(parts, callers)
  const byAccount = onlyAccounts(parts, callers)

  router
    .route('/sessions')
    .get(
      ...guards,
      byAccount(async (account, _caller, _request, response) => {
        response.json(await mySessions(parts, account))
      }),
    )
    .delete(
      ...guards,
      byAccount(async (account, _caller, _request, response) => {
        const { ended } = await endSessions(parts, account, null)
        response.json({ ended })
      }),
    )
    .all(methodNotAllowed('GET', 'DELETE'))

  router
    .route('/sessions/:id')
    .delete(
      ...guards,
      byAccount(async (account, caller, request, response) => {
        const { own } = await endSessions(parts, account, String(request.params['id']))
        if (own) dropSession(response, caller)
        response.json({})
      }),
    )
    .all(methodNotAllowed('DELETE'))

  router
    .route('/account/password')
    .post(
      ...guards,
      byAccount(async (account, caller, request, response) => {
        const parsed = parseJson(NewPasswordRequest, request)
        if (isRefusal(parsed)) return sendRefusal(response, parsed)
        const session = await newPassword(parts, account, parsed.value.password, caller)
        if (isRefusal(session)) return sendRefusal(response, session)
        setSession(response, caller, session)
        response.json({})
      }),
    )
    .all(methodNotAllowed('POST'))

  router
    .route('/account/export')
    .get(
      ...guards,
      byAccount(async (account, caller, _request, response) => {
        const copy = await exportAccount(parts, account, caller)
        if (isRefusal(copy)) return sendRefusal(response, copy)
        sendExport(response, copy)
      }),
    )
    .all(methodNotAllowed('GET'))

  router
    .route('/account')
    .patch(...guards, byAccount(switchQrSignIn(parts)))
    .delete(
      ...guards,
      byAccount(async (account, caller, _request, response) => {
        const refusal = await deleteMine(parts, account, caller)
        if (refusal !== null) return sendRefusal(response, refusal)
        dropSession(response, caller)
        response.json({})
      }),
    )
    .all(methodNotAllowed('POST', 'PATCH', 'DELETE'))
  return router
}

function switchQrSignIn(parts: Parts): AccountHandler {
  return async (account, caller, request, response) => {
    const parsed = parseJson(OptInRequest, request)
    if (isRefusal(parsed)) return sendRefusal(response, parsed)
    const refusal = await optIn(parts, account, parsed.value.site_sign_in, caller)
    if (refusal !== null) return sendRefusal(response, refusal)
    response.json(parsed.value)
  }
}
