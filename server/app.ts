import express, { type Express } from 'express'
import type { JWK } from 'jose'
import { pinoHttp } from 'pino-http'

import type { Parts } from './flow/parts.ts'
import type { Callers } from './http/caller.ts'
import { deviceRoutes } from './http/device-routes.ts'
import { discoveryRoutes } from './http/discovery-routes.ts'
import { decodableOnly, errorHandler, notFound } from './http/errors.ts'
import { oauthRoutes } from './http/oauth-routes.ts'
import { operatorRoutes } from './http/operator-routes.ts'
import { type PageOptions, pages } from './http/pages.ts'
import { phoneRoutes } from './http/phone-routes.ts'
import { ourHostOnly } from './http/same-origin.ts'

/** Builds the Express app from its parts. It never listens and knows no globals. */
export function createApp(
  parts: Parts,
  options: {
    callers: Callers
    publicJwks: () => JWK[]
    warnings: () => string[]
    closing: () => boolean
    /** `null` serves the API alone. */
    pages: PageOptions | null
    /** A path that a proxy leaves on our URLs, such as `/tv-login`; empty for none. */
    mountPath: string
  },
): Express {
  const routes = express.Router({ caseSensitive: true, strict: true })
  routes.use(operatorRoutes(parts, options))
  routes.use(ourHostOnly(options.callers))
  // First what is asked most often: every television asks hello, and each route passed by costs a microsecond.
  routes.use(deviceRoutes(parts, options.callers))
  routes.use(oauthRoutes(parts, options.callers))
  routes.use(discoveryRoutes(parts, options.callers, options.mountPath))
  routes.use(phoneRoutes(parts, options.callers))
  if (options.pages !== null) routes.use(decodableOnly, pages(options.pages))
  routes.use(notFound, errorHandler(parts.log))

  const app = express()
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple')
  if (parts.log.isLevelEnabled('debug')) app.use(requestLog(parts))
  if (options.mountPath !== '') app.use(options.mountPath, routes)
  app.use(routes)
  return app
}

/** One line a request, without query, headers and bodies: what is in them is nobody's business. */
function requestLog(parts: Parts) {
  return pinoHttp({
    logger: parts.log,
    customLogLevel: () => 'debug',
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({
        method,
        path: url.split('?')[0],
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
  })
}
