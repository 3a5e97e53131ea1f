import type { ErrorRequestHandler, RequestHandler } from 'express'

import { refuse } from '../errors.ts'
import type { Logger } from '../log.ts'
import { StoreBusy } from '../store/store.ts'
import { BadBody } from './body.ts'
import { loggedPath } from './logged-path.ts'
import { sendRefusal } from './respond.ts'

/** A path that cannot be decoded names nothing; what serves files would answer it in a form of its own. */
export const decodableOnly: RequestHandler = (request, response, next) => {
  try {
    decodeURIComponent(request.path)
  } catch {
    return sendRefusal(response, refuse('bad_request'))
  }
  return next()
}

export const notFound: RequestHandler = (_request, response) => {
  sendRefusal(response, refuse('not_found'))
}

export function methodNotAllowed(...allowed: string[]): RequestHandler {
  return (_request, response) => {
    response.set('Allow', allowed.join(', '))
    sendRefusal(response, refuse('method_not_allowed'))
  }
}

/**
 * The only place where a thrown error becomes an answer. What the body parsers throw is the sender's fault; a busy
 * store passes by itself; everything else is ours, is logged, and is not explained to anybody outside.
 */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const refusal = refusalOf(error)
    if (refusal.refused === 'internal_error' || refusal.refused === 'busy') {
      log.error(
        { err: error, method: request.method, path: loggedPath(request.path) },
        'A request failed.',
      )
    }
    sendRefusal(response, refusal)
  }
}

function refusalOf(error: unknown) {
  if (error instanceof StoreBusy) return refuse('busy', { retryAfterSeconds: 1 })
  if (error instanceof BadBody) return refuse('bad_request', { detail: error.message })
  if (!isHttpError(error)) return refuse('internal_error')
  switch (error.status) {
    case 413:
      return refuse('payload_too_large')
    case 415:
      return refuse('unsupported_media_type')
    default:
      return refuse('bad_request')
  }
}

/** What Express and its parsers throw for a fault of the sender (`http-errors`). */
function isHttpError(error: unknown): error is { status: number } {
  if (typeof error !== 'object' || error === null || !('status' in error)) return false
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500
}
