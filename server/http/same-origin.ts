import type { RequestHandler } from 'express'

import { refuse } from '../errors.ts'
import type { Callers } from './caller.ts'
import { sendRefusal } from './respond.ts'

/**
 * Keeps other sites from acting with a person's account session. Browsers say where an unsafe request came from in
 * `Sec-Fetch-Site`, or on plain http in `Origin`; a request with neither is not a browser's and brings no cookie by
 * itself.
 */
export function sameOriginOnly(callers: Callers): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next()
    const site = request.headers['sec-fetch-site']
    if (site !== undefined) {
      return site === 'same-origin' ? next() : sendRefusal(response, refuse('cross_site'))
    }
    const { origin } = request.headers
    if (origin === undefined && request.headers.cookie === undefined) return next()
    const { scheme, host } = callers.addressedOf(request)
    const own = [`${scheme}://${host}`, new URL(callers.callerOf(request).base).origin]
    if (origin !== undefined && own.includes(origin)) return next()
    return sendRefusal(response, refuse('cross_site'))
  }
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
