import * as v from 'valibot'

import { OAuthError } from '#contract/oauth-error'
import { Problem } from '#contract/problem'
import type { Clock } from './clock.ts'
import type { Patience } from './patience.ts'

export interface Request {
  method: 'GET' | 'POST'
  /** Relative to the server's base, without a leading slash. */
  path: string
  /** Scheme and token. */
  authorization?: string
  /** What the `DPoP` header says. */
  proof?: string
  json?: unknown
  form?: Record<string, string>
}

export interface Answer {
  kind: 'answer'
  status: number
  /** The parsed JSON; `undefined` where the answer was not JSON, as from a captive portal. */
  body: unknown
  /** Seconds, from `Retry-After`. */
  retryAfterSeconds: number | null
}

/** Nobody answered, or somebody who is not our server. */
export interface Unreachable {
  kind: 'unreachable'
  /** Seconds, from `Retry-After`: before that there is no use in asking again. */
  retryAfterSeconds: number | null
}

/** Our server answered, and said no. */
export interface Refused {
  kind: 'refused'
  /** HTTP status, 400 and above. */
  status: number
  /** `code` of a problem (RFC 9457), or `error` of an OAuth endpoint (RFC 6749 §5.2). */
  code: string
  /** Seconds, from `Retry-After`. */
  retryAfterSeconds: number | null
}

export const UNREACHABLE: Unreachable = { kind: 'unreachable', retryAfterSeconds: null }

/** What kept a call from doing what it was for. */
export type Failure = Unreachable | Refused

/** The codes that are about the call and not about what it asked for, of problems and of OAuth endpoints alike. */
export const INVALID_TOKEN = 'invalid_token'
export const INVALID_PROOF = 'invalid_dpop_proof'
export type Call = (request: Request) => Promise<Answer | Unreachable>

/**
 * One HTTP exchange with the server. Never rejects: whatever is not an answer is `unreachable`.
 *
 * @param base absolute URL of the server, ending in `/`
 */
export function makeCalls(options: {
  base: string
  fetch: typeof fetch
  clock: Clock
  patience: Patience
}): Call {
  const { base, clock, patience } = options
  // Looked up once: what a library may put in its place later is nothing that `fetch` takes.
  const Abort = typeof AbortController === 'undefined' ? null : AbortController
  return async (request) => {
    const abort = Abort && new Abort()
    let answered = (): void => undefined
    const timeout = new Promise<Unreachable>((resolve) => {
      answered = patience.wait(() => {
        abort?.abort()
        resolve(UNREACHABLE)
      })
    })
    const exchange = options
      .fetch(base + request.path, initOf(request, abort))
      .then((response) => read(response, clock))
      .catch(() => UNREACHABLE)
    try {
      return await Promise.race([exchange, timeout])
    } finally {
      answered()
    }
  }
}

/** What an answer that is not the wanted one means. */
export function failureOf(answer: Answer | Unreachable): Failure {
  if (answer.kind === 'unreachable') return answer
  const { status, body, retryAfterSeconds } = answer
  if (status < 400) return { kind: 'unreachable', retryAfterSeconds }
  if (v.is(Problem, body)) return { kind: 'refused', status, code: body.code, retryAfterSeconds }
  if (v.is(OAuthError, body))
    return { kind: 'refused', status, code: body.error, retryAfterSeconds }
  return { kind: 'unreachable', retryAfterSeconds }
}

function initOf(request: Request, abort: AbortController | null): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (request.authorization !== undefined) headers['authorization'] = request.authorization
  if (request.proof !== undefined) headers['dpop'] = request.proof
  // The server's API never redirects; whoever does is a captive portal.
  const init: RequestInit = { method: request.method, headers, redirect: 'error' }
  init.credentials = 'omit'
  init.cache = 'no-store'
  if (abort) init.signal = abort.signal
  if (request.form) {
    headers['content-type'] = 'application/x-www-form-urlencoded'
    init.body = formEncode(request.form)
  } else if (request.json !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(request.json)
  }
  return init
}

// A URLSearchParams body would need Chrome 60.
function formEncode(form: Record<string, string>): string {
  return Object.keys(form)
    .map((name) => `${name}=${encodeURIComponent(form[name] ?? '')}`)
    .join('&')
}

async function read(response: Response, clock: Clock): Promise<Answer> {
  const retryAfter = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
  const isJson = /^application\/([a-z.-]+\+)?json\b/i.test(
    response.headers.get('content-type') ?? '',
  )
  const body: unknown = isJson ? await response.json().catch(() => undefined) : undefined
  if (body !== undefined) clock.heard(response.headers.get('date'))
  return {
    kind: 'answer',
    status: response.status,
    body,
    retryAfterSeconds: Number.isNaN(retryAfter) ? null : Math.max(0, retryAfter),
  }
}
