import express, { type Express, type Router } from 'express'
import type { JWK } from 'jose'
import { pinoHttp } from 'pino-http'

import type { Parts } from './flow/parts.ts'
import type { Callers } from './http/caller.ts'
import { decodableOnly, errorHandler, notFound } from './http/errors.ts'
import { loggedPath } from './http/logged-path.ts'
import { devicesPages } from './http/pages/devices-page.ts'
import { readPageAssets } from './http/pages/page-assets.ts'
import { type PageOptions, pages } from './http/pages/pages.ts'
import { phonePages } from './http/pages/phone-pages.ts'
import { phoneAppOrigin } from './http/phone-app-origin.ts'
import { accountRoutes } from './http/routes/account-routes.ts'
import { deviceRoutes } from './http/routes/device-routes.ts'
import { discoveryRoutes } from './http/routes/discovery-routes.ts'
import { linkRoutes } from './http/routes/link-routes.ts'
import { mediaRoutes } from './http/routes/media-routes.ts'
import { messageRoutes } from './http/routes/message-routes.ts'
import { myDevicesRoutes } from './http/routes/my-devices-routes.ts'
import { oauthRoutes } from './http/routes/oauth-routes.ts'
import { oidcRoutes } from './http/routes/oidc-routes.ts'
import { operatorRoutes } from './http/routes/operator-routes.ts'
import { passkeyRoutes } from './http/routes/passkey-routes.ts'
import { phoneAppRoutes } from './http/routes/phone-app-routes.ts'
import { phoneKeyRoutes } from './http/routes/phone-key-routes.ts'
import { qrAuthRoutes } from './http/routes/qr-auth-routes.ts'
import { sessionRoutes } from './http/routes/session-routes.ts'
import { signUpRoutes } from './http/routes/sign-up-routes.ts'
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
    /** Where videos lie that are named by a path; `null` where there are none. */
    mediaDir: string | null
    /** A path that a proxy leaves on our URLs, such as `/tv-login`; empty for none. */
    mountPath: string
  },
): Express {
  const routes = express.Router({ caseSensitive: true, strict: true })
  routes.use(operatorRoutes(parts, options))
  routes.use(ourHostOnly(options.callers))
  // First what is asked most often: every television asks hello, and each route passed by costs a microsecond.
  routes.use(deviceRoutes(parts, options.callers))
  if (options.mediaDir !== null) routes.use(mediaRoutes(parts, options.mediaDir))
  routes.use(oauthRoutes(parts, options.callers))
  routes.use(messageRoutes(parts))
  routes.use(discoveryRoutes(parts, options.callers, options.mountPath))
  routes.use(phoneAppRoutes(parts, options.mountPath))
  routes.use(phoneAppOrigin(parts, options.callers))
  routes.use(qrAuthRoutes(parts, options.callers))
  routes.use(linkRoutes(parts, options.callers))
  routes.use(sessionRoutes(parts, options.callers))
  routes.use(passkeyRoutes(parts, options.callers))
  routes.use(phoneKeyRoutes(parts, options.callers))
  routes.use(oidcRoutes(parts, options.callers))
  routes.use(signUpRoutes(parts, options.callers))
  // Before the JSON of the same address: `/devices` is a page to whoever asks for one.
  if (options.pages !== null)
    routes.use(decodableOnly, phone(parts, options.callers, options.pages))
  routes.use(accountRoutes(parts, options.callers))
  routes.use(myDevicesRoutes(parts, options.callers))
  if (options.pages !== null) routes.use(pages(options.pages))
  routes.use(notFound, errorHandler(parts.log))

  const app = express()
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple')
  if (parts.log.isLevelEnabled('debug')) app.use(requestLog(parts))
  if (options.mountPath !== '') app.use(options.mountPath, routes)
  app.use(routes)
  return app
}

/** What a person's browser is shown. */
function phone(parts: Parts, callers: Callers, { distDir }: PageOptions): Router {
  const assets = readPageAssets(distDir)
  const router = express.Router({ caseSensitive: true, strict: true })
  router.use(phonePages(parts, callers, assets))
  router.use(devicesPages(parts, callers, assets))
  return router
}

/** One line a request, without query, headers and bodies: what is in them is nobody's business. */
function requestLog(parts: Parts) {
  return pinoHttp({
    logger: parts.log,
    customLogLevel: () => 'debug',
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({
        method,
        path: loggedPath(url),
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
  })
}
