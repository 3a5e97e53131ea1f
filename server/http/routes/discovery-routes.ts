import express, { type Router } from 'express'

import { discover } from '../../flow/client/discover.ts'
import type { Parts } from '../../flow/parts.ts'
import type { Callers } from '../caller.ts'
import { anyOrigin } from '../cors.ts'
import { methodNotAllowed } from '../errors.ts'

const WELL_KNOWN = '/.well-known/oauth-authorization-server'

/** Where a standard client that knows our issuer learns everything else (RFC 8414 §3). */
export function discoveryRoutes(parts: Parts, callers: Callers, mountPath: string): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  router
    // RFC 8414 §3.1 puts the well-known part before an issuer's path; where a proxy gives us only our path, it is behind.
    .route(mountPath === '' ? WELL_KNOWN : [WELL_KNOWN, WELL_KNOWN + mountPath])
    .all(anyOrigin)
    .get((request, response) => {
      response
        .set('Cache-Control', 'public, max-age=300')
        .json(discover(parts.config, callers.callerOf(request).issuer))
    })
    .all(methodNotAllowed('GET'))
  return router
}
