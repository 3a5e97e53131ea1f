import * as v from 'valibot'

import { Problem } from '#contract/problem'
import type { ServerClock } from './server-clock.ts'

/** How long an answer is waited for, in milliseconds. */
const TIMEOUT_MS = 10_000

/** Nobody answered, or somebody who is not our server, such as the page of a Wi-Fi that wants a sign-in of its own. */
export interface Unreachable {
  kind: 'unreachable'
}

/** Our server answered, and said no. */
export interface Refused {
  kind: 'refused'
  /** HTTP status, 400 and above. */
  status: number
  /** The problem's code, for your program: docs/errors.md lists them. */
  code: string
  /** RFC 9457, with the sentence for the person as `title`, and what some codes bring along (`methods`, `risk`). */
  problem: Problem
  /** From `Retry-After`; `null` without. */
  retryAfterSeconds: number | null
}

/** What kept a call from doing what it was for. */
export type Failure = Unreachable | Refused

export const UNREACHABLE: Unreachable = { kind: 'unreachable' }

export interface Request {
  method: 'GET' | 'POST' | 'DELETE'
  /** Relative to the server's base, without a leading slash. */
  path: string
  json?: object
  /** Sent as `Authorization: Bearer`. */
  token?: string | null
}

/** One exchange; never rejects. Yes is `{ kind: 'answer' }` with the parsed body, `undefined` where it had none. */
export type Call = (request: Request) => Promise<{ kind: 'answer'; body: unknown } | Failure>

/** @param options.base absolute URL of the server, ending in `/` */
export function makeCalls(options: {
  base: string
  fetch: typeof fetch
  clock: ServerClock
}): Call {
  return async (request) => {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
    try {
      const url = options.base + request.path
      const response = await options.fetch(url, { ...initOf(request), signal: abort.signal })
      options.clock.heard(response.headers.get('date'))
      const text = await response.text()
      const body: unknown = text === '' ? undefined : JSON.parse(text)
      return response.ok ? { kind: 'answer', body } : refused(response, body)
    } catch {
      return UNREACHABLE
    } finally {
      clearTimeout(timer)
    }
  }
}

function initOf({ method, json, token }: Request): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token) headers['authorization'] = `Bearer ${token}`
  if (json) headers['content-type'] = 'application/json'
  return {
    method,
    headers,
    ...(json ? { body: JSON.stringify(json) } : {}),
    cache: 'no-store',
    // A page of the server's own has its session; no other has any.
    credentials: 'same-origin',
    // The server's API never redirects; whoever does is a captive portal.
    redirect: 'error',
  }
}

function refused(response: Response, body: unknown): Failure {
  if (!v.is(Problem, body)) return UNREACHABLE
  const { status, headers } = response
  const retryAfter = headers.get('retry-after') ?? ''
  const retryAfterSeconds = /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null
  return { kind: 'refused', status, code: body.code, problem: body, retryAfterSeconds }
}
