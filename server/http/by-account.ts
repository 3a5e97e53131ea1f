import type { Request, RequestHandler, Response } from 'express'

import { isRefusal } from '../errors.ts'
import type { Caller, Parts } from '../flow/parts.ts'
import type { SignedIn } from '../flow/sign-in/signed-in.ts'
import { signedInOf } from './account-of.ts'
import type { Callers } from './caller.ts'
import { sendRefusal } from './respond.ts'

/** What an account asks for, once it is known which one that is. */
export type AccountHandler = (
  account: SignedIn,
  caller: Caller,
  request: Request,
  response: Response,
) => Promise<void>

/** Lets signed-in browsers and tokens of `accountIssuers` in, and tells the others to sign in first. */
export function onlyAccounts(
  parts: Parts,
  callers: Callers,
): (handle: AccountHandler) => RequestHandler {
  return (handle) => async (request, response) => {
    const caller = callers.callerOf(request)
    const account = await signedInOf(request, parts, caller)
    if (isRefusal(account)) sendRefusal(response, account)
    else await handle(account, caller, request, response)
  }
}
