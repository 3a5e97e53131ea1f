import * as v from 'valibot'

import { Hello, NotBound } from '#contract/hello'
import type { Problem } from '#contract/problem'
import { Problem as ProblemShape } from '#contract/problem'
import type { AuthorizedCall } from './authorized-calls.ts'
import type { Answer, Failure } from './calls.ts'
import { failureOf } from './calls.ts'

/** To whom this device is bound. After a failure nothing is known, least of all that it is bound to nobody. */
export type HelloOutcome =
  | { kind: 'bound'; hello: Hello }
  /** To nobody: a code has to be shown. */
  | { kind: 'not_bound'; notBound: NotBound }
  | Failure

/** Asks to whom this device is bound. */
export async function sayHello(
  call: AuthorizedCall,
  { withNotices }: { withNotices: boolean },
): Promise<HelloOutcome> {
  const answer = await call({ method: 'GET', path: withNotices ? 'hello?notices' : 'hello' })
  return answer.kind === 'answer' ? helloOutcome(answer) : calm(answer)
}

/**
 * What an answer to `GET /hello` means. Only a well-formed `device_not_bound` says so: a captive portal, a proxy's
 * error page or a server in trouble must never cost a household its TV.
 */
export function helloOutcome(answer: Answer): HelloOutcome {
  const { status, body } = answer
  if (status === 200 && v.is(Hello, body)) return { kind: 'bound', hello: body }
  if (status === 401 && v.is(ProblemShape, body) && isNotBound(body)) {
    return { kind: 'not_bound', notBound: body }
  }
  return calm(failureOf(answer))
}

function isNotBound(problem: Problem): problem is Problem & NotBound {
  return v.is(NotBound, problem)
}

/** A server that is busy or broken is away for now; only a refusal of this very device is one. */
function calm(failure: Failure): Failure {
  if (failure.kind === 'refused' && (failure.status >= 500 || failure.status === 429)) {
    return { kind: 'unreachable', retryAfterSeconds: failure.retryAfterSeconds }
  }
  return failure
}
