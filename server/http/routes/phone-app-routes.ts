import express, { type RequestHandler, type Router } from 'express'

import type { Parts } from '../../flow/parts.ts'
import { methodNotAllowed } from '../errors.ts'

/**
 * What makes `/L` open the operator's phone app where it is installed: iOS and Android ask the host of the link which
 * apps may have it, when the app is installed and now and then. Without an app of that kind there is nothing here.
 *
 * @param mountPath what stands before our paths in the links that people are given; empty for nothing
 */
export function phoneAppRoutes({ config }: Parts, mountPath: string): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const { appleAppIds, androidApps } = config.phoneApp
  const files = {
    '/.well-known/apple-app-site-association':
      appleAppIds.length > 0 && appleAssociation(appleAppIds, mountPath),
    '/.well-known/assetlinks.json': androidApps.length > 0 && assetLinks(androidApps),
  }
  for (const [path, file] of Object.entries(files)) {
    if (file === false) continue
    router.route(path).get(asJson(file)).all(methodNotAllowed('GET', 'HEAD'))
  }
  return router
}

/** Universal links: only the page behind the QR, and only with a code in the fragment. */
function appleAssociation(appIDs: readonly string[], mountPath: string): object {
  return { applinks: { details: [{ appIDs, components: [{ '/': `${mountPath}/L`, '#': '?*' }] }] } }
}

/** Digital Asset Links know no paths: the app's own manifest says that it opens `/L`. */
function assetLinks(
  apps: readonly { package: string; fingerprints: readonly string[] }[],
): object[] {
  return apps.map((app) => ({
    relation: ['delegate_permission/common.handle_all_urls'],
    target: {
      namespace: 'android_app',
      package_name: app.package,
      sha256_cert_fingerprints: app.fingerprints,
    },
  }))
}

/** The bare type, as both ask for it. */
function asJson(file: object): RequestHandler {
  const text = JSON.stringify(file)
  return (_request, response) => {
    response.setHeader('Content-Type', 'application/json')
    response.setHeader('Cache-Control', 'public, max-age=300')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.end(text)
  }
}
