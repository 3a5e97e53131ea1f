import * as v from 'valibot'

import { OAuthError, Problem } from '#contract/problem'
import type { Answer, Call, Failure, Request } from './calls.ts'
import type { Token } from './token.ts'

export type AuthorizedCall = (request: Omit<Request, 'token'>) => Promise<Answer | Failure>

/** A call with the device access token. A token the server refuses is replaced, and the call made once more. */
export function makeAuthorizedCalls(call: Call, token: Token): AuthorizedCall {
  return async (request) => {
    const first = await token.get()
    if (first.kind !== 'token') return first
    const answer = await call({ ...request, token: first.token })
    if (answer.kind !== 'answer' || !saysInvalidToken(answer)) return answer
    token.drop(first.token)
    const second = await token.get()
    return second.kind === 'token' ? call({ ...request, token: second.token }) : second
  }
}

function saysInvalidToken({ status, body }: Answer): boolean {
  if (status !== 401) return false
  if (v.is(Problem, body)) return body.code === 'invalid_token'
  return v.is(OAuthError, body)
}
