import { extname } from 'node:path'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'

import type { MediaRight } from '../../credentials/media-token.ts'
import { isRefusal, refuse } from '../../errors.ts'
import type { Parts } from '../../flow/parts.ts'
import { mayFetch, stillStands } from '../../flow/watch/may-fetch.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal } from '../respond.ts'

/** What a player fetches. Nothing else that lies in the folder is given away, and nothing that a browser would run. */
const TYPES: Record<string, string> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.m4a': 'audio/mp4',
  '.m4s': 'video/iso.segment',
  '.webm': 'video/webm',
  '.ts': 'video/mp2t',
  '.aac': 'audio/aac',
  '.mp3': 'audio/mpeg',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.vtt': 'text/vtt; charset=utf-8',
}

/**
 * A browser may ask for a whole film at once and read it for two hours: after each so many bytes, about two seconds of
 * video, whoever unbound the TV meanwhile is heard.
 */
const LOOK_AGAIN_BYTES = 1024 * 1024

/** The videos of our own media folder, by the addresses that `GET /titles/:id/media` gives. */
export function mediaRoutes(parts: Parts, mediaDir: string): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  router
    .route('/media/:token/*path')
    .all(anyPlayer)
    .get(async (request: Request, response: Response) => {
      const path = pathIn(request)
      const right = await mayFetch(parts, String(request.params['token']), path)
      if (isRefusal(right)) return sendRefusal(response, right)
      const type = TYPES[extname(path).toLowerCase()]
      if (type === undefined) return sendRefusal(response, refuse('not_found'))
      response.type(type)
      endWithBinding(parts, response, right)
      return sendMedia(response, path, mediaDir)
    })
    .all(methodNotAllowed('GET, HEAD'))
  return router
}

/** Packaged TV apps call from anywhere, and a player may ask with `Range` before it is told that it may. */
const anyPlayer: RequestHandler = (request, response, next) => {
  response.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Accept-Ranges, Content-Length, Content-Range, Date',
    'Cache-Control': 'private, no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  })
  if (request.method !== 'OPTIONS') return next()
  response
    .set({
      'Access-Control-Allow-Methods': 'GET, HEAD',
      'Access-Control-Allow-Headers': 'Range',
      'Access-Control-Max-Age': '86400',
    })
    .status(204)
    .end()
}

/** The file's path below the media folder; empty for one that hides or climbs, in whatever encoding. */
function pathIn({ params }: Request): string {
  const segments = [params['path'] ?? ''].flat()
  return segments.every((segment) => SEGMENT.test(segment)) ? segments.join('/') : ''
}

/** As it is after decoding: no slash of either kind, no control character, and no dot at its beginning. */
const SEGMENT = /^[^./\\\p{C}][^/\\\p{C}]*$/u

function sendMedia(response: Response, path: string, mediaDir: string): Promise<void> {
  const options = { root: mediaDir, cacheControl: false, dotfiles: 'ignore' } as const
  return new Promise((resolve, reject) => {
    response.sendFile(path, options, (error?: Error & { status?: number; code?: string }) => {
      // Whoever looks for another place in the film closes the connection; that is how players seek.
      if (error === undefined || response.headersSent || error.code === 'ECONNABORTED') resolve()
      else if (error.status === undefined || error.status >= 500) reject(error)
      else {
        refuseFile(response, error.status)
        resolve()
      }
    })
  })
}

/** A range that the file does not have, or a version of it that is gone (RFC 9110 §15.5.13, §15.5.17), says so itself. */
function refuseFile(response: Response, status: number): void {
  if (status === 412 || status === 416) {
    response.removeHeader('Content-Type')
    response.status(status).end()
  } else sendRefusal(response, refuse('not_found'))
}

/** Cuts an answer under way once its binding has ended. */
function endWithBinding(parts: Parts, response: Response, right: MediaRight): void {
  let unlooked = 0
  response.once('pipe', (file) => {
    file.on('data', (chunk: Buffer) => {
      unlooked += chunk.length
      if (unlooked < LOOK_AGAIN_BYTES) return
      unlooked = 0
      // Where the database cannot be asked just now, the next look tells.
      stillStands(parts, right).then(
        (stands) => stands || response.destroy(),
        (error) => parts.log.warn({ err: error }, 'A binding could not be looked up.'),
      )
    })
  })
}
