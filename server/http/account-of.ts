import type { Request, RequestHandler, Response } from 'express'

import { sessionCookie, sessionHashOf } from '../credentials/account-session.ts'
import { type Refusal, refuse } from '../errors.ts'
import type { Caller, Parts } from '../flow/parts.ts'
import { type NewSession, sessionAccount } from '../flow/sign-in/session.ts'
import type { SignedIn } from '../flow/sign-in/signed-in.ts'
import { tokenAccount } from '../flow/sign-in/token-account.ts'
import { tokenOf } from './authenticate.ts'
import { formBody, jsonBody } from './body.ts'
import type { Callers } from './caller.ts'
import { sameOriginOnly } from './same-origin.ts'

/** Whom a token of the operator's identity provider names, or else the account session; `null` without either. */
export async function accountOf(
  request: Request,
  parts: Parts,
  caller: Caller,
): Promise<SignedIn | Refusal | null> {
  if (request.headers.authorization !== undefined) {
    const { scheme, token } = tokenOf(request)
    return tokenAccount(parts, scheme === 'bearer' ? token : '', caller)
  }
  return sessionOf(request, parts, caller)
}

/** Whose account session this browser has, `null` without one. */
export function sessionOf(
  request: Request,
  parts: Parts,
  caller: Caller,
): Promise<SignedIn | null> {
  return sessionAccount(parts, sessionHashOf(request.headers.cookie, caller.secure), caller)
}

/** The same for what only a signed-in browser may do. */
export async function signedInOf(
  request: Request,
  parts: Parts,
  caller: Caller,
): Promise<SignedIn | Refusal> {
  return (await accountOf(request, parts, caller)) ?? refuse('sign_in_required')
}

/** Gives the browser its new session. */
export function setSession(response: Response, caller: Caller, session: NewSession): void {
  response.append('Set-Cookie', sessionCookie(session.id, caller.secure, session.ttlSeconds))
}

/** Takes the browser's session away. */
export function dropSession(response: Response, caller: Caller): void {
  response.append('Set-Cookie', sessionCookie('', caller.secure, 0))
}

/** What stands before every call of a phone's page: never stored, from our own pages only, JSON of bounded size. */
export function jsonGuards(parts: Parts, callers: Callers): RequestHandler[] {
  return [noStore, sameOriginOnly(callers), jsonBody(parts.config.http.bodyBytes)]
}

/** The same for a form that a page sends without JavaScript. */
export function formGuards(parts: Parts, callers: Callers): RequestHandler[] {
  return [noStore, sameOriginOnly(callers), formBody(parts.config.http.bodyBytes)]
}

export const noStore: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  next()
}
