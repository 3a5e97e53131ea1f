import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import sirv from 'sirv'

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
    if (!existsSync(dir)) throw new Error(`${dir} is missing; run "npm run build" first`)
  }
  const tvHeaders = headers(options, {
    connectSrc: ["'self'", 'ws:', 'wss:'],
    imgSrc: ["'self'", 'data:', 'blob:'],
    mediaSrc: ["'self'", 'blob:', ...options.mediaOrigins],
    fontSrc: ["'self'"],
    frameAncestors: ["'self'"],
  })
  router.get('/tv', (_request, response) => response.redirect(301, 'tv/'))
  router.use('/tv', tvHeaders, sirv(tv, SIRV))

  const phoneHeaders = headers(options, {
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  })
  router.use('/phone', phoneHeaders, sirv(phone, SIRV))
  router.get(['/L', '/link', '/login.html'], phoneHeaders, asFile('/index.html', sirv(phone, SIRV)))

  if (!options.emulator) {
    router.get('/', (_request, response) => response.redirect(302, 'link'))
    return router
  }
  const emulator = join(tv, 'emulator')
  const emulatorHeaders = headers(options, {
    frameSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    frameAncestors: ["'none'"],
  })
  router.use('/emulator', emulatorHeaders, sirv(emulator, SIRV))
  router.get('/', emulatorHeaders, asFile('/index.html', sirv(emulator, SIRV)))
  return router
}

/** Names are not hashed, so a browser asks each time and is answered 304. */
const SIRV = { etag: true, gzip: true, brotli: true, maxAge: 0, dev: false } as const

function asFile(path: string, serve: ReturnType<typeof sirv>): RequestHandler {
  return (request, response, next) => {
    request.url = path
    serve(request, response, next)
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
