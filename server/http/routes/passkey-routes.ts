import express, { type Router } from 'express'

import { PasskeyRegistration, PasskeySignIn } from '#contract/passkey'

import { isRefusal } from '../../errors.ts'
import { addPasskey, askForNewPasskey } from '../../flow/account/add-passkey.ts'
import { myPasskeys, removePasskey } from '../../flow/account/my-passkeys.ts'
import type { Parts } from '../../flow/parts.ts'
import { signedInWith } from '../../flow/sign-in/session.ts'
import { accountShown } from '../../flow/sign-in/shown.ts'
import { askForPasskey, signInWithPasskey } from '../../flow/sign-in/sign-in-with-passkey.ts'
import { jsonGuards, sessionOf, setSession } from '../account-of.ts'
import { parseJson } from '../body.ts'
import { onlyAccounts } from '../by-account.ts'
import type { Callers } from '../caller.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal, sendResult } from '../respond.ts'

/** Passkeys: to sign in with one, to have several, to be rid of one. The bodies are those of WebAuthn Level 3 §5.1.8. */
export function passkeyRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const guards = jsonGuards(parts, callers)
  const byAccount = onlyAccounts(parts, callers)

  router
    .route('/session/passkey/options')
    .post(...guards, (request, response) => {
      sendResult(response, askForPasskey(parts, callers.callerOf(request)))
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/session/passkey')
    .post(...guards, async (request, response) => {
      const parsed = parseJson(PasskeySignIn, request)
      if (isRefusal(parsed)) return sendRefusal(response, parsed)
      const caller = callers.callerOf(request)
      const before = await sessionOf(request, parts, caller)
      const started = await signInWithPasskey(parts, parsed.value, caller, before)
      if (isRefusal(started)) return sendRefusal(response, started)
      const { account, session } = started
      setSession(response, caller, session)
      return sendResult(response, await accountShown(parts, signedInWith(account, session), caller))
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/passkeys/options')
    .post(
      ...guards,
      byAccount(async (account, caller, _request, response) => {
        sendResult(response, await askForNewPasskey(parts, account, caller))
      }),
    )
    .all(methodNotAllowed('POST'))

  router
    .route('/passkeys')
    .get(
      ...guards,
      byAccount(async (account, _caller, _request, response) => {
        response.json(await myPasskeys(parts, account))
      }),
    )
    .post(
      ...guards,
      byAccount(async (account, caller, request, response) => {
        const parsed = parseJson(PasskeyRegistration, request)
        if (isRefusal(parsed)) return sendRefusal(response, parsed)
        sendResult(response, await addPasskey(parts, account, parsed.value, caller))
      }),
    )
    .all(methodNotAllowed('GET', 'POST'))

  router
    .route('/passkeys/:id')
    .delete(
      ...guards,
      byAccount(async (account, caller, request, response) => {
        const id = String(request.params['id'])
        sendResult(response, (await removePasskey(parts, account, id, caller)) ?? {})
      }),
    )
    .all(methodNotAllowed('DELETE'))
  return router
}
