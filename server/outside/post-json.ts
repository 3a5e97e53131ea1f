import { isHttpsOrLoopback } from '../config-entries.ts'
import { readText } from './fetch-json.ts'

/** What another server said: its status, and its JSON where it said any. */
export interface Answered {
  status: number
  /** `null` for an answer that is no JSON. */
  json: unknown
}

export interface Posted {
  body: unknown
  /** Sent as a bearer token (RFC 6750 §2.1). */
  token: string | null
  answerBytes: number
  /** For the whole of it, the reading too. */
  timeoutMs: number
  /** Gives it up at once. */
  closed: AbortSignal
}

/**
 * Sends JSON to another server. No redirect is followed, since what is sent may be a secret, and no more than
 * `answerBytes` are ever read of the answer.
 *
 * @throws with a sentence for the log when there is no answer, or too long a one
 */
export async function postJson(url: string, request: Posted): Promise<Answered> {
  const { body, token, answerBytes, timeoutMs, closed } = request
  if (!isHttpsOrLoopback(url)) throw new Error(`${url} is neither https nor on this machine`)
  const ended = new AbortController()
  const { signal } = ended
  // Signals that are joined by `AbortSignal.any` may be collected before they fire; these two cannot.
  const late = setTimeout(() => ended.abort(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs)
  const close = () => ended.abort(closed.reason)
  closed.addEventListener('abort', close)
  if (closed.aborted) close()
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal,
    })
    if (response.body === null) return { status: response.status, json: null }
    const text = await readText(url, response.body, answerBytes, signal)
    return { status: response.status, json: jsonIn(text) }
  } finally {
    clearTimeout(late)
    closed.removeEventListener('abort', close)
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
