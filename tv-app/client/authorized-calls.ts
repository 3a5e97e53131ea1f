import type { Answer, Call, Failure, Request, Unreachable } from './calls.ts'
import { failureOf, INVALID_PROOF, INVALID_TOKEN, UNREACHABLE } from './calls.ts'
import type { Prove } from './proof.ts'
import type { HeldToken, Token } from './token.ts'

export type AuthorizedCall = (
  request: Omit<Request, 'authorization' | 'proof'>,
) => Promise<Answer | Failure>

interface AuthorizedParts {
  call: Call
  token: Token
  prove: Prove
  /** Absolute URL of the server, ending in `/`. */
  base: string
}

/** A call with the device access token, and with a proof where the token is bound to the key. At most made twice. */
export function makeAuthorizedCalls({ call, token, prove, base }: AuthorizedParts): AuthorizedCall {
  async function attempt(
    request: Parameters<AuthorizedCall>[0],
    held: HeldToken,
  ): Promise<Answer | Unreachable> {
    const authorized: Request = { ...request, authorization: `${held.type} ${held.token}` }
    if (held.type === 'DPoP') {
      const proven = { method: request.method, url: base + request.path, token: held.token }
      const proof = await prove(proven).catch(() => null)
      if (proof === null) return UNREACHABLE
      authorized.proof = proof
    }
    return call(authorized)
  }

  return async (request) => {
    const held = await token.get()
    if (held.kind !== 'token') return held
    const answer = await attempt(request, held)
    const refused = refusedBecauseOf(answer)
    // The answer has set the clock, so a new proof is right where the old one came too early, too late or twice.
    if (refused === 'proof') return attempt(request, held)
    if (refused !== 'token') return answer
    token.drop(held.token)
    const other = await token.get()
    return other.kind === 'token' ? attempt(request, other) : other
  }
}

function refusedBecauseOf(answer: Answer | Unreachable): 'proof' | 'token' | null {
  const failure = failureOf(answer)
  if (failure.kind !== 'refused') return null
  if (failure.code === INVALID_PROOF) return 'proof'
  return failure.code === INVALID_TOKEN ? 'token' : null
}
