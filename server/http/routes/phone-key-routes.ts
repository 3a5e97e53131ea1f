import express, { type Router } from 'express'

import { NewKeyRequest } from '#contract/phone-key'

import { isRefusal } from '../../errors.ts'
import { addPhoneKey } from '../../flow/account/add-phone-key.ts'
import { myKeys, removeKey } from '../../flow/account/my-keys.ts'
import type { Parts } from '../../flow/parts.ts'
import { jsonGuards } from '../account-of.ts'
import { parseJson } from '../body.ts'
import { onlyAccounts } from '../by-account.ts'
import type { Callers } from '../caller.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal, sendResult } from '../respond.ts'

/** The keys that a person's phones sign approvals with: to register one, to see them, to be rid of one. */
export function phoneKeyRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const guards = jsonGuards(parts, callers)
  const byAccount = onlyAccounts(parts, callers)

  router
    .route('/keys')
    .get(
      ...guards,
      byAccount(async (account, _caller, _request, response) => {
        response.json(await myKeys(parts, account))
      }),
    )
    .post(
      ...guards,
      byAccount(async (account, caller, request, response) => {
        const parsed = parseJson(NewKeyRequest, request)
        if (isRefusal(parsed)) return sendRefusal(response, parsed)
        sendResult(response, await addPhoneKey(parts, account, parsed.value, caller))
      }),
    )
    .all(methodNotAllowed('GET', 'POST'))

  router
    .route('/keys/:id')
    .delete(
      ...guards,
      byAccount(async (account, caller, request, response) => {
        const id = String(request.params['id'])
        sendResult(response, (await removeKey(parts, account, id, caller)) ?? {})
      }),
    )
    .all(methodNotAllowed('DELETE'))
  return router
}
