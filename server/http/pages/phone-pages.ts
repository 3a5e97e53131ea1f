import express, { type Request, type Response, type Router } from 'express'
import * as v from 'valibot'

import { PROBLEMS } from '#contract/problem'
import { linkPage } from '#pages/link-page'
import type { LinkOutcome, Typed } from '#pages/link-view'

import { sessionHashOf } from '../../credentials/account-session.ts'
import { isRefusal } from '../../errors.ts'
import { approve } from '../../flow/link/authorize.ts'
import type { Caller, Parts } from '../../flow/parts.ts'
import { passkeysHere } from '../../flow/sign-in/passkeys-here.ts'
import { sessionAccount } from '../../flow/sign-in/session.ts'
import { accountShown } from '../../flow/sign-in/shown.ts'
import { signOut } from '../../flow/sign-in/sign-out.ts'
import type { SignedIn } from '../../flow/sign-in/signed-in.ts'
import { dropSession, formGuards, sessionOf, setSession } from '../account-of.ts'
import type { Callers } from '../caller.ts'
import { methodNotAllowed } from '../errors.ts'
import { linkForm, NOTHING_TYPED, outcomeOf } from './link-form.ts'
import type { PageAssets } from './page-assets.ts'
import { pageCompression } from './page-compression.ts'
import { pageContexts } from './page-context.ts'
import { pageHeaders } from './page-headers.ts'

/**
 * The page behind the QR as the server draws it: at once to be read, and with password and typed code to be used
 * without any script.
 */
export function phonePages(parts: Parts, callers: Callers, assets: PageAssets): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const headers = pageHeaders((request) => callers.isSecure(request), 'phone')
  const before = [headers, pageCompression()]
  const show = pageOf(parts, assets)

  router.get(
    ['/L', '/link', '/login.html'],
    before,
    async (request: Request, response: Response) => {
      const caller = callers.callerOf(request)
      const account = await sessionOf(request, parts, caller)
      const outcome = problemOf(request.query['problem'])
      await show(request, response, {
        caller,
        account,
        typed: NOTHING_TYPED,
        answers: false,
        outcome,
      })
    },
  )

  const guards = [...before, ...formGuards(parts, callers)]
  router.post('/link', guards, async (request: Request, response: Response) => {
    const caller = callers.callerOf(request)
    const signedIn = await sessionOf(request, parts, caller)
    const { typed, asks } = linkForm(request, signedIn !== null, parts.now())
    const answer = { caller, account: signedIn, typed, answers: true }
    if ('kind' in asks) return show(request, response, { ...answer, outcome: asks })
    const result = await approve(parts, asks, signedIn, caller)
    if (isRefusal(result)) return show(request, response, { ...answer, outcome: outcomeOf(result) })
    const { session, match } = result
    if (session !== null) setSession(response, caller, session)
    const account =
      session === null ? signedIn : await sessionAccount(parts, session.draft.idHash, caller)
    const outcome: LinkOutcome =
      match === null ? { kind: 'connected' } : { kind: 'match', number: match.number }
    return show(request, response, { ...answer, account, outcome })
  })

  router.post('/session/end', guards, async (request: Request, response: Response) => {
    const caller = callers.callerOf(request)
    await signOut(parts, sessionHashOf(request.headers.cookie, caller.secure), caller)
    dropSession(response, caller)
    response.redirect(303, '../link')
  })
  router.all(['/L', '/login.html'], methodNotAllowed('GET', 'HEAD'))
  router.all('/link', methodNotAllowed('GET', 'HEAD', 'POST'))
  router.all('/session/end', methodNotAllowed('POST'))
  return router
}

/** One showing of the page. */
interface Showing {
  caller: Caller
  account: SignedIn | null
  typed: Typed
  answers: boolean
  outcome: LinkOutcome | null
}

function pageOf(parts: Parts, assets: PageAssets) {
  const { clients, identity, link, phoneApp, risk } = parts.config
  const contextOf = pageContexts('link', assets, phoneApp.appStoreId)
  const signIn = {
    local: identity.local,
    signUp: identity.local && identity.signUp,
    provider: identity.oidc?.name ?? null,
  }
  return async (
    request: Request,
    response: Response,
    { caller, account, ...showing }: Showing,
  ): Promise<void> => {
    const shown = account === null ? null : await accountShown(parts, account, caller)
    const html = linkPage(contextOf(request, response, caller), {
      entry: request.path === '/link' ? 'typing' : 'scanned',
      account: shown,
      signIn,
      bindingSeconds: link.bindingSeconds,
      sites: Object.values(clients).some(({ web }) => web !== null),
      risks: mayJudge(risk),
      passkeys: 'rpId' in passkeysHere(parts, caller),
      ...showing,
    })
    if (showing.answers) sayOutcome(response, showing.outcome)
    response.type('html').send(html)
  }
}

/** Whether there is a rule that could find anything; countries are told, or they are not judged. */
function mayJudge(risk: Parts['config']['risk']): boolean {
  const { otherNetwork, unknownNetwork, countryHeader, listed } = risk
  const byNetwork = otherNetwork !== 'allow' || unknownNetwork !== 'allow'
  return byNetwork || countryHeader !== null || listed.length > 0
}

/** The status of the refusal behind a page; a page offers no scheme of HTTP authentication, so it is never a 401. */
function sayOutcome(response: Response, outcome: LinkOutcome | null): void {
  if (outcome?.kind === 'missing') response.status(400)
  if (outcome?.kind === 'warned' || outcome?.kind === 'reauthenticate') response.status(403)
  if (outcome?.kind !== 'trouble') return
  const [status] = PROBLEMS[outcome.problem]
  response.status(status === 401 ? 403 : status)
  if (outcome.waitSeconds !== null) response.set('Retry-After', String(outcome.waitSeconds))
}

/** Why the way over the operator's provider led back here: one of these words, and nothing else of the address, is looked at. */
const ARRIVALS = v.picklist(['provider_unavailable', 'provider_refused', 'username_taken'])

function problemOf(said: unknown): LinkOutcome | null {
  return v.is(ARRIVALS, said) ? { kind: 'trouble', problem: said, waitSeconds: null } : null
}
