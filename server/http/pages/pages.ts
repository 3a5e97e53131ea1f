import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, type Router } from 'express'
import precompressed from 'express-static-gzip'

import { OperatorFault } from '../../errors.ts'
import { type PageKind, pageHeaders } from './page-headers.ts'

/** What the pages need to know to be served. */
export interface PageOptions {
  /** Where `npm run build` put the two apps. */
  distDir: string
  /** Whether browsers reach us by https; http gets the headers that do not break it. */
  https: boolean
  /** The emulator is for the people in this house, not for the world. */
  emulator: boolean
  /** Origins of videos and posters that lie elsewhere. */
  mediaOrigins: readonly string[]
}

/** The TV app at `/tv/`, its emulator at `/`, and what the phone's pages load at `/phone/`. */
export function pages(options: PageOptions): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const tv = join(options.distDir, 'tv-app')
  const phone = join(options.distDir, 'phone-web', 'files')
  for (const dir of [tv, phone]) {
    if (!existsSync(dir))
      throw new OperatorFault(`${dir} is missing. Build the apps first: npm run build`)
  }
  const headers = (kind: PageKind) => pageHeaders(() => options.https, kind, options.mediaOrigins)
  const tvHeaders = headers('tv')
  router.get('/tv', (_request, response) => response.redirect(301, 'tv/'))
  router.use('/tv', tvHeaders, files(tv))

  router.use('/phone', headers('file'), files(phone, hashed))

  if (!options.emulator) {
    router.get('/', (_request, response) => response.redirect(302, 'link'))
    return router
  }
  const emulator = join(tv, 'emulator')
  const emulatorHeaders = headers('emulator')
  router.use('/emulator', emulatorHeaders, files(emulator))
  router.get('/', emulatorHeaders, asFile('/index.html', files(emulator)))
  return router
}

/** The files of a folder, as they were compressed when they were built. */
function files(folder: string, cacheControl: (path: string) => string = asked): RequestHandler {
  return precompressed(folder, {
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    serveStatic: {
      cacheControl: false,
      setHeaders: (response, path) => response.setHeader('Cache-Control', cacheControl(path)),
    },
  })
}

/** Names that stay while the files change: a browser asks each time, and is answered 304. */
function asked(): string {
  return 'no-cache'
}

/** A name that holds the hash of what is in the file never comes to mean another. */
function hashed(path: string): string {
  return HASHED.test(path) ? `public, max-age=${ONE_YEAR_SECONDS}, immutable` : asked()
}

/** `link.B3xq_1Zk.js` and its compressed forms, as `phone-web/build.mjs` names them. */
const HASHED = /[.-][A-Za-z0-9_-]{8,}\.(js|css)(\.br|\.gz)?$/

const ONE_YEAR_SECONDS = 31_536_000

function asFile(path: string, serve: RequestHandler): RequestHandler {
  return (request, response, next) => {
    request.url = path
    return serve(request, response, next)
  }
}
