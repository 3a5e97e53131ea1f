import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, type Router } from 'express'
import precompressed from 'express-static-gzip'
import helmet from 'helmet'

import { OperatorFault } from '../errors.ts'

/** What the pages need to know to be served. */
export interface PageOptions {
  /** Where `npm run build` put the two apps. */
  distDir: string
  /** Whether browsers reach us by https; http gets the headers that do not break it. */
  https: boolean
  /** The emulator is for the people in this house, not for the world. */
  emulator: boolean
  /** Origins of titles that lie elsewhere. */
  mediaOrigins: readonly string[]
}

/** The TV app at `/tv/`, its emulator at `/`, the phone's page at `/L`, `/link` and `/login.html`. */
export function pages(options: PageOptions): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const tv = join(options.distDir, 'tv-app')
  const phone = join(options.distDir, 'phone-web')
  for (const dir of [tv, phone]) {
    if (!existsSync(dir))
      throw new OperatorFault(`${dir} is missing. Build the apps first: npm run build`)
  }
  const tvHeaders = headers(options, {
    connectSrc: ["'self'", 'ws:', 'wss:'],
    imgSrc: ["'self'", 'data:', 'blob:'],
    mediaSrc: ["'self'", 'blob:', ...options.mediaOrigins],
    fontSrc: ["'self'"],
    frameAncestors: ["'self'"],
  })
  router.get('/tv', (_request, response) => response.redirect(301, 'tv/'))
  router.use('/tv', tvHeaders, files(tv))

  const phoneHeaders = headers(options, {
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  })
  router.use('/phone', phoneHeaders, files(phone))
  router.get(['/L', '/link', '/login.html'], phoneHeaders, asFile('/index.html', files(phone)))

  if (!options.emulator) {
    router.get('/', (_request, response) => response.redirect(302, 'link'))
    return router
  }
  const emulator = join(tv, 'emulator')
  const emulatorHeaders = headers(options, {
    frameSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    frameAncestors: ["'none'"],
  })
  router.use('/emulator', emulatorHeaders, files(emulator))
  router.get('/', emulatorHeaders, asFile('/index.html', files(emulator)))
  return router
}

/** The files of a folder, as they were compressed when they were built. Their names stay, so a browser asks each time and is answered 304. */
function files(folder: string): RequestHandler {
  return precompressed(folder, {
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    serveStatic: {
      cacheControl: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    },
  })
}

function asFile(path: string, serve: RequestHandler): RequestHandler {
  return (request, response, next) => {
    request.url = path
    return serve(request, response, next)
  }
}

/**
 * A policy that lets a page load its own files and nothing else. Over plain http the headers that would send its forms
 * to https, or take the Origin off them, stay away.
 */
function headers(options: PageOptions, directives: Record<string, string[]>): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        baseUri: ["'none'"],
        ...directives,
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: options.https,
    crossOriginOpenerPolicy: options.https,
    originAgentCluster: options.https,
    xFrameOptions: false,
  })
}
