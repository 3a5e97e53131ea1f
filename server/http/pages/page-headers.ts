import { randomBytes } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import helmet, { type HelmetOptions } from 'helmet'

import { refuse } from '../../errors.ts'
import { sendRefusal } from '../respond.ts'

/**
 * What is served: the phone's pages, which alone are drawn by the server; the television's app; the emulator, which
 * frames that app; and files that pages load.
 */
export type PageKind = 'phone' | 'tv' | 'emulator' | 'file'

/**
 * The headers by which a page loads its own files, does its own work and nothing else. On the phone's pages every script and
 * style needs `response.locals.nonce`, drawn anew for each answer, and a request from inside a frame is refused: a
 * person who is to press "Connect" must see whose page it is. Over plain http the headers stay away that would send
 * its forms to https, or that browsers only heed there.
 *
 * @param isHttps whether the person's browser speaks https with us
 * @param mediaOrigins origins of videos and posters that lie elsewhere, for the television's app
 */
export function pageHeaders(
  isHttps: (request: Request) => boolean,
  kind: PageKind,
  mediaOrigins: readonly string[] = [],
): RequestHandler {
  const directives = { ...DIRECTIVES[kind] }
  if (kind === 'tv') {
    directives['mediaSrc'] = ["'self'", 'blob:', ...mediaOrigins]
    // A playlist and its parts are fetched by a script, and posters are pictures.
    directives['connectSrc'] = [...(directives['connectSrc'] ?? []), ...mediaOrigins]
    directives['imgSrc'] = [...(directives['imgSrc'] ?? []), ...mediaOrigins]
  }
  const onHttps = helmet(options(directives, kind, true))
  const onHttp = helmet(options(directives, kind, false))
  return (request, response, next) => {
    const https = isHttps(request)
    const set = https ? onHttps : onHttp
    if (https && request.hostname !== 'localhost') response.set(INSIST_ON_HTTPS)
    if (kind !== 'phone') return set(request, response, next)
    response.locals['nonce'] = randomBytes(16).toString('base64url')
    response.set({ 'Cache-Control': 'no-store', 'Permissions-Policy': PERMISSIONS })
    return set(request, response, (error) => {
      if (error !== undefined) return next(error)
      return FRAMES.has(request.headers['sec-fetch-dest'] ?? '')
        ? sendRefusal(response, refuse('cross_site', { detail: 'This page stands in no frame.' }))
        : next()
    })
  }
}

type Directives = Record<string, string[]>

const NONCE = 'the nonce of this answer'

const DIRECTIVES: Record<PageKind, Directives> = {
  phone: {
    // A module that the page names may load its own chunks; nothing else runs.
    scriptSrc: [NONCE, "'strict-dynamic'"],
    styleSrc: [NONCE],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    objectSrc: ["'none'"],
    frameAncestors: ["'none'"],
    // No script here makes markup of text, and none may begin to.
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["'none'"],
  },
  tv: {
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'"],
    workerSrc: ["'none'"],
    frameAncestors: ["'self'"],
  },
  emulator: {
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    frameSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    frameAncestors: ["'none'"],
  },
  file: { frameAncestors: ["'none'"] },
}

/** What `Sec-Fetch-Dest` says of a page that is to stand inside another one. */
const FRAMES = new Set(['iframe', 'frame', 'fencedframe', 'embed', 'object'])

/** What a page may ask of the device: a passkey, and the clipboard for the link it offers to copy. */
const PERMISSIONS = [
  ...['publickey-credentials-get', 'publickey-credentials-create', 'clipboard-write'].map(
    (feature) => `${feature}=(self)`,
  ),
  ...[
    'accelerometer',
    'autoplay',
    'camera',
    'clipboard-read',
    'display-capture',
    'encrypted-media',
    'fullscreen',
    'geolocation',
    'gyroscope',
    'hid',
    'identity-credentials-get',
    'idle-detection',
    'local-fonts',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'picture-in-picture',
    'screen-wake-lock',
    'serial',
    'usb',
    'xr-spatial-tracking',
  ].map((feature) => `${feature}=()`),
].join(', ')

/**
 * RFC 6797, for a year. Other names below ours are other people's, and may well be plain http; so are other ports of
 * `localhost`, where developers work.
 */
const INSIST_ON_HTTPS = { 'Strict-Transport-Security': 'max-age=31536000' }

function options(directives: Directives, kind: PageKind, https: boolean): HelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], ...withNonce(directives) },
    },
    // With no-referrer a form's Origin would be `null` on plain http.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: https,
    originAgentCluster: https,
    xFrameOptions: { action: kind === 'tv' ? 'sameorigin' : 'deny' },
    // Flash, Internet Explorer 8 and the auditor that browsers have taken out again.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  }
}

function withNonce(directives: Directives) {
  const source = (_request: unknown, response: unknown) =>
    `'nonce-${(response as Response).locals['nonce']}'`
  return Object.fromEntries(
    Object.entries(directives).map(([name, sources]) => [
      name,
      sources.map((said) => (said === NONCE ? source : said)),
    ]),
  )
}
