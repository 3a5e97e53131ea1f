import express, { type Request, type Response, type Router } from 'express'
import { Credentials } from '#contract/authorize'
import { devicesPage } from '#pages/devices-page'

import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { Caller, Parts } from '../../flow/parts.ts'
import { startSession } from '../../flow/sign-in/session.ts'
import { dropSession, formGuards, sessionOf, setSession } from '../account-of.ts'
import { parseForm } from '../body.ts'
import type { Callers } from '../caller.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendExport } from '../routes/send-export.ts'
import { DevicesForm, doForm, type FormResult } from './devices-form.ts'
import { devicesView, problemSaid } from './devices-view.ts'
import type { PageAssets } from './page-assets.ts'
import { pageCompression } from './page-compression.ts'
import { pageContexts } from './page-context.ts'
import { pageHeaders } from './page-headers.ts'

/**
 * The page at `/devices`. Every form leads back to it by a redirect, so that a reload never sends one again; what came
 * of it is named in the address. Stands before the routers that answer the same addresses in JSON.
 */
export function devicesPages(parts: Parts, callers: Callers, assets: PageAssets): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const contextOf = pageContexts('devices', assets)
  const headers = pageHeaders((request) => callers.isSecure(request), 'phone')
  const guards = formGuards(parts, callers)

  router.get(
    '/devices',
    (request, response, next) => {
      response.vary('Accept')
      // A script that does not say what it wants is answered in JSON.
      return next(request.accepts(['json', 'html']) === 'html' ? undefined : 'router')
    },
    headers,
    pageCompression(),
    async (request: Request, response: Response) => {
      const caller = callers.callerOf(request)
      const account = await sessionOf(request, parts, caller)
      const view = await devicesView(parts, account, caller, request.query)
      const context = contextOf(request, response, caller)
      response.type('html').send(devicesPage(context, view))
    },
  )

  router.post('/devices/sign-in', guards, async (request: Request, response: Response) => {
    const parsed = parseForm(Credentials, request)
    if (isRefusal(parsed)) return back(response, parsed)
    const caller = callers.callerOf(request)
    const before = await sessionOf(request, parts, caller)
    const started = await startSession(parts, parsed.value, caller, before)
    if (isRefusal(started)) return back(response, started)
    setSession(response, caller, started.session)
    return back(response, { done: null })
  })
  router.all('/devices/sign-in', methodNotAllowed('POST'))

  router.post('/devices/form', guards, async (request: Request, response: Response) => {
    const parsed = parseForm(DevicesForm, request)
    if (isRefusal(parsed)) return back(response, parsed)
    const caller = callers.callerOf(request)
    const account = await sessionOf(request, parts, caller)
    if (account === null) return back(response, refuse('sign_in_required'))
    const result = await doForm(parts, parsed.value, account, caller)
    if (!isRefusal(result)) keep(response, caller, result)
    return back(response, result)
  })
  router.all('/devices/form', methodNotAllowed('POST'))
  return router
}

function keep(response: Response, caller: Caller, { session }: FormResult): void {
  if (session === 'ended') dropSession(response, caller)
  else if (session !== undefined) setSession(response, caller, session)
}

/** To the page, relative to the form's own address, so that a proxy's path stays. */
function back(response: Response, result: FormResult | Refusal): void {
  if (isRefusal(result)) goTo(response, `?problem=${problemSaid(result.refused)}`)
  else if (result.copy !== undefined) sendExport(response, result.copy)
  else goTo(response, result.done === null ? '' : `?done=${result.done}`)
}

function goTo(response: Response, query: string): void {
  response.redirect(303, `../devices${query}`)
}
