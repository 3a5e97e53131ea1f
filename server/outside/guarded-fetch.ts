import type { CustomFetch } from 'openid-client'

import { isHttpsOrLoopback } from '../config-entries.ts'
import { readText } from './fetch-json.ts'

/** The other server cannot be had, or what it says cannot be understood: nothing was said about the matter itself. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}

/** The ways in which a token endpoint says no (RFC 6749 §5.2); everything else speaks of the server, not of us. */
const REFUSALS = [400, 401, 403]

/**
 * `fetch` for a library that asks other people's servers for JSON: it goes to https or this machine alone, follows no
 * redirect, and reads `answerBytes` at most within `timeoutMs`. Every failure of the other side is an
 * {@link Unavailable}, so that it can be told from an answer that does not fit.
 */
export function guardedFetch(limits: { answerBytes: number; timeoutMs: number }): CustomFetch {
  return async (url, { method, headers, body: sent = null }) => {
    if (!isHttpsOrLoopback(url))
      throw new Unavailable(`${url} is neither https nor on this machine`)
    try {
      // It also ends the reading, so that a server which stalls in the middle holds nobody up.
      const signal = AbortSignal.timeout(limits.timeoutMs)
      const init = { method, headers, body: sent, redirect: 'error', signal } as const
      const response = await fetch(url, init)
      const { status, body } = response
      if (body === null || !(status === 200 || (method === 'POST' && REFUSALS.includes(status)))) {
        await body?.cancel()
        throw new Error(`${url} answered ${status}`)
      }
      const text = await readText(url, body, limits.answerBytes, signal)
      JSON.parse(text)
      // The body alone is read: a challenge beside it would hide the error that it names.
      return new Response(text, { status, headers: { 'content-type': 'application/json' } })
    } catch (error) {
      throw new Unavailable(`${url}: ${reasonOf(error)}`)
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'the answer is no JSON'
  if (!(error instanceof Error)) return 'no answer'
  return error.cause instanceof Error ? error.cause.message : error.message
}
