import express, { type RequestHandler, type Router } from 'express'

import type { Parts } from '../flow/parts.ts'
import type { Callers } from './caller.ts'
import { isOwnOrigin, markPhoneApp } from './same-origin.ts'

/** What the operator's phone app may call from a web view, and how. */
const OPEN_TO_PHONE_APPS = {
  '/link/details': 'POST',
  '/authorize': 'POST',
  '/session': 'GET',
  '/keys': 'GET, POST',
  '/keys/:id': 'DELETE',
  '/qr-auth/authenticate': 'POST',
}

/** Browsers ask again after a day at most, and most of them sooner. */
const PREFLIGHT_SECONDS = 86_400

/**
 * Lets the pages of the operator's phone app (`phoneApp.origins`) make the phone's calls with a token of theirs. They
 * are never allowed credentials (Fetch §3.2.5), and whatever cookie comes with such a call is taken off: it would be
 * the person's, not the app's. It stands before the calls' own routes.
 */
export function phoneAppOrigin({ config }: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const { origins } = config.phoneApp
  if (origins.length === 0) return router
  for (const [path, methods] of Object.entries(OPEN_TO_PHONE_APPS)) {
    router.all(path, openTo(origins, methods, callers))
  }
  return router
}

function openTo(origins: readonly string[], methods: string, callers: Callers): RequestHandler {
  return (request, response, next) => {
    response.vary('Origin')
    const { origin } = request.headers
    // An operator may list the address of our own pages, and those do sign in by cookie.
    if (origin === undefined || !origins.includes(origin) || isOwnOrigin(callers, request)) {
      return next()
    }
    const asks = request.method === 'OPTIONS'
    if (!asks && !methods.split(', ').includes(request.method)) return next()
    delete request.headers.cookie
    markPhoneApp(response)
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': 'Date, Retry-After, WWW-Authenticate',
    })
    if (!asks) return next()
    response
      .set({
        'Access-Control-Allow-Methods': methods,
        'Access-Control-Allow-Headers': 'Authorization, Content-Type',
        'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
        'Cache-Control': 'no-store',
      })
      .status(204)
      .end()
  }
}
