import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import * as v from 'valibot'

import { SealedCookie } from '../../credentials/sealed-cookie.ts'
import { isRefusal, refuse } from '../../errors.ts'
import type { Parts } from '../../flow/parts.ts'
import { arriveFromProvider, departToProvider } from '../../flow/sign-in/oidc.ts'
import { noStore, sessionOf, setSession } from '../account-of.ts'
import type { Callers } from '../caller.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal } from '../respond.ts'

/** Where a person goes on, by what they had begun: with a TV, or with their TVs. Relative, as a proxy's path may be. */
const GOES_ON = { link: 'L', devices: 'devices' } as const

/** What the browser keeps while it is away. */
const Away = v.strictObject({
  state: v.string(),
  nonce: v.string(),
  codeVerifier: v.string(),
  redirectUri: v.string(),
  fresh: v.boolean(),
  to: v.picklist(['link', 'devices']),
})

/** Time to find a password and a second factor; after it the person begins again. */
const AWAY_SECONDS = 600

/**
 * To the operator's OpenID provider and back. These are the only GETs that change anything: the callback signs in, and
 * only the browser that left, since it needs the cookie sealed for it with the `state` that came back.
 */
export function oidcRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const { provider, config, secret, now, randomId } = parts
  if (provider === null) return router
  const away = new SealedCookie<v.InferOutput<typeof Away>>({
    name: 'couchlink-oidc',
    schema: Away,
    secret,
    ttlSeconds: AWAY_SECONDS,
    usedIds: config.tokens.usedIds,
    now,
    randomId,
  })

  router.get('/session/oidc', guards, async (request: Request, response: Response) => {
    const caller = callers.callerOf(request)
    const departed = await departToProvider(parts, 'fresh' in request.query, caller)
    if (isRefusal(departed)) return goOn(response, `../link?problem=${departed.refused}`)
    const to = request.query['to'] === 'devices' ? 'devices' : 'link'
    const cookie = await away.seal({ ...departed.departure, to }, caller.secure)
    response.append('Set-Cookie', cookie)
    return goOn(response, departed.url)
  })
  router.all('/session/oidc', methodNotAllowed('GET'))

  router.get('/session/oidc/callback', guards, async (request: Request, response: Response) => {
    const caller = callers.callerOf(request)
    const left = await away.take(request.headers.cookie, caller.secure)
    response.append('Set-Cookie', away.removal(caller.secure))
    if (left === null) return goOn(response, '../../link?problem=provider_refused')
    const { to, ...departure } = left
    const before = await sessionOf(request, parts, caller)
    const session = await arriveFromProvider(parts, queryOf(request), departure, caller, before)
    if (isRefusal(session)) return goOn(response, `../../link?problem=${session.refused}`)
    setSession(response, caller, session)
    return goOn(response, `../../${GOES_ON[to]}`)
  })
  router.all('/session/oidc/callback', methodNotAllowed('GET'))
  return router
}

/** A person's own window alone: no frame, image or script of another site, and no HEAD, which asks and must not act. */
const windowOnly: RequestHandler = (request, response, next) => {
  if (request.method !== 'GET') return methodNotAllowed('GET')(request, response, next)
  const destination = request.headers['sec-fetch-dest']
  if (destination === undefined || destination === 'document') return next()
  return sendRefusal(response, refuse('cross_site'))
}

const guards = [noStore, windowOnly]

/** Unparsed, since the library looks for parameters that come twice. */
function queryOf({ originalUrl }: Request): string {
  const at = originalUrl.indexOf('?')
  return at === -1 ? '' : originalUrl.slice(at + 1)
}

/** RFC 9110 §15.4.4, with nothing of the address in a `Referer`: the callback's holds a code. */
function goOn(response: Response, location: string): void {
  response.set({ Location: location, 'Referrer-Policy': 'no-referrer' })
  response.status(303).end()
}
