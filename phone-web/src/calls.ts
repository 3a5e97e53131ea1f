import * as v from 'valibot'

import { Account } from '#contract/account'
import { type AuthorizeRequest, AuthorizeResponse, LinkDetails } from '#contract/link'
import { Problem } from '#contract/problem'

/** How long the page waits for an answer before it says that there is none. */
const TIMEOUT_MS = 10_000

/** What the server said no to, with its own sentence for the person. */
export interface Refusal {
  kind: 'refused'
  status: number
  code: string
  title: string
  retryAfterSeconds: number | null
}

/**
 * What came of a call. `unreachable` is everything that is not our server's word: no network, no answer in time,
 * the page of a Wi-Fi that wants a sign-in of its own.
 */
export type Answer<T> = { kind: 'ok'; value: T } | Refusal | { kind: 'unreachable' }

/** The body of `POST /authorize` as it is sent. */
export type Decision = v.InferInput<typeof AuthorizeRequest>

export interface Calls {
  details(handle: string): Promise<Answer<LinkDetails>>
  session(): Promise<Answer<Account>>
  decide(decision: Decision): Promise<Answer<AuthorizeResponse>>
  signOut(): Promise<Answer<null>>
}

/** The phone's side of the wire. `base` ends in a slash; calls never reject. */
export function callsTo(base: string, timeoutMs = TIMEOUT_MS): Calls {
  const ask = <T>(method: string, path: string, body: object | null, read: (text: string) => T) =>
    call(`${base}${path}`, method, body, timeoutMs, read)
  return {
    details: (handle) => ask('POST', 'link/details', { handle }, json(LinkDetails)),
    session: () => ask('GET', 'session', null, json(Account)),
    decide: (decision) => ask('POST', 'authorize', decision, json(AuthorizeResponse)),
    signOut: () => ask('DELETE', 'session', null, () => null),
  }
}

function json<const S extends v.GenericSchema>(schema: S) {
  return (text: string): v.InferOutput<S> => v.parse(schema, JSON.parse(text))
}

async function call<T>(
  url: string,
  method: string,
  body: object | null,
  timeoutMs: number,
  read: (text: string) => T,
): Promise<Answer<T>> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), timeoutMs)
  try {
    const response = await fetch(url, {
      method,
      // A redirect is a captive portal's doing: none of our addresses answers with one.
      redirect: 'error',
      cache: 'no-store',
      signal: abort.signal,
      headers: body === null ? {} : { 'content-type': 'application/json' },
      body: body === null ? null : JSON.stringify(body),
    })
    const text = await response.text()
    if (response.ok) return { kind: 'ok', value: read(text) }
    const { code, title } = v.parse(Problem, JSON.parse(text))
    const retryAfterSeconds = seconds(response.headers.get('retry-after'))
    return { kind: 'refused', status: response.status, code, title, retryAfterSeconds }
  } catch {
    return { kind: 'unreachable' }
  } finally {
    clearTimeout(timer)
  }
}

/** Our server sends `Retry-After` as seconds; RFC 9110 §10.2.3 also knows a date, which only a proxy would add. */
function seconds(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null
}
