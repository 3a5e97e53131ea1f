import express, { type Router } from 'express'
import type { JWK } from 'jose'

import type { Parts } from '../../flow/parts.ts'
import { noStore } from '../account-of.ts'
import { methodNotAllowed } from '../errors.ts'

/** What the operator's side asks: our public keys, whether we live, whether we can serve. */
export function operatorRoutes(
  parts: Parts,
  status: { publicJwks: () => JWK[]; warnings: () => string[]; closing: () => boolean },
): Router {
  const router = express.Router({ caseSensitive: true, strict: true })

  router.get('/.well-known/jwks.json', (_request, response) => {
    response
      .set({
        'Cache-Control': 'public, max-age=300',
        'Access-Control-Allow-Origin': '*',
        'X-Content-Type-Options': 'nosniff',
      })
      .json({ keys: status.publicJwks() })
  })
  router.get('/healthz', noStore, (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/readyz', noStore, async (_request, response) => {
    const store = await parts.store.ping().then(
      () => 'ok',
      () => 'failing',
    )
    const ready = store === 'ok' && !status.closing()
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ok' : 'not ready', store, warnings: status.warnings() })
  })
  router.all(['/.well-known/jwks.json', '/healthz', '/readyz'], methodNotAllowed('GET'))
  return router
}
