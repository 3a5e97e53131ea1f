import type { Request, RequestHandler, Response } from 'express'

import { refuse } from '../errors.ts'
import type { Callers } from './caller.ts'
import { sendRefusal } from './respond.ts'

/**
 * Keeps other sites from acting with a person's account session. Browsers say where an unsafe request came from in
 * `Sec-Fetch-Site`, or on plain http in `Origin`; a request with neither is not a browser's and brings no cookie by
 * itself. Pages of the operator's phone app may call us from their own origin, and have lost their cookie by now.
 */
export function sameOriginOnly(callers: Callers): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next()
    if (isOfPhoneApp(response)) return next()
    const site = request.headers['sec-fetch-site']
    if (site !== undefined) {
      return site === 'same-origin' ? next() : sendRefusal(response, refuse('cross_site'))
    }
    const { origin } = request.headers
    if (origin === undefined && request.headers.cookie === undefined) return next()
    if (isOwnOrigin(callers, request)) return next()
    return sendRefusal(response, refuse('cross_site'))
  }
}

/** Of a request from a page of the operator's phone app, which brings a token and has lost its cookie. */
export function markPhoneApp(response: Response): void {
  response.locals[PHONE_APP] = true
}

/** Whether this answers such a page. */
export function isOfPhoneApp(response: Response): boolean {
  return response.locals[PHONE_APP] === true
}

const PHONE_APP = 'phoneApp'

/** Whether `Origin` is an address of ours. */
export function isOwnOrigin(callers: Callers, request: Request): boolean {
  const { origin } = request.headers
  if (origin === undefined) return false
  const { scheme, host } = callers.addressedOf(request)
  return [`${scheme}://${host}`, new URL(callers.callerOf(request).base).origin].includes(origin)
}

/** Refuses names that are not ours, so that no other site's name can be pointed at this server (DNS rebinding). */
export function ourHostOnly(callers: Callers): RequestHandler {
  return (request, response, next) => {
    if (callers.isOurHost(callers.addressedOf(request))) return next()
    return sendRefusal(
      response,
      refuse('host_not_allowed', {
        detail: 'Set PUBLIC_URL, or list the name under "allowedHosts" in config.json.',
      }),
    )
  }
}
