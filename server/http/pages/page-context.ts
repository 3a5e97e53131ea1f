import { parseCookie } from 'cookie'
import type { Request, Response } from 'express'
import { isLang, type Lang } from '#contract/languages'
import { type PageContext, speaking } from '#pages/context'

import type { Caller } from '../../flow/parts.ts'
import { isLoopback } from '../../trust/network.ts'
import { languageOf } from '../language.ts'
import type { PageAssets } from './page-assets.ts'

/** Keeps what the person chose at the foot of a page; no secret, and no use to anybody else. */
const COOKIE = 'couchlink-lang'
const YEAR_SECONDS = 365 * 86_400

/** Makes what a page needs to be drawn for one request. */
export type PageContexts = (request: Request, response: Response, caller: Caller) => PageContext

/**
 * Contexts for one of the pages. A language in `?lang=` is remembered; nothing else of the address is looked at, let
 * alone shown.
 *
 * @param appStoreId the operator's app for iOS, offered where the QR leads; `null` without one
 */
export function pageContexts(
  page: 'link' | 'devices',
  { files, styles }: PageAssets,
  appStoreId: string | null = null,
): PageContexts {
  return (request, response, caller) => {
    const chosen = request.query['lang']
    if (isLang(chosen)) keepLanguage(response, caller, chosen)
    const kept = parseCookie(request.headers.cookie ?? '')[COOKIE]
    // The same address answers in the language of whoever asks.
    response.vary('Accept-Language').vary('Cookie')
    return {
      ...speaking(languageOf(chosen, kept, request.headers['accept-language'])),
      nonce: String(response.locals['nonce'] ?? ''),
      path: request.path.slice(1),
      insecure: !caller.secure && !isLoopback(caller.network.address),
      appStoreId: request.path === '/L' ? appStoreId : null,
      files,
      style: styles[page],
    }
  }
}

function keepLanguage(response: Response, { secure }: Caller, lang: Lang): void {
  const only = secure ? '; Secure' : ''
  response.append(
    'Set-Cookie',
    `${COOKIE}=${lang}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${only}`,
  )
}
