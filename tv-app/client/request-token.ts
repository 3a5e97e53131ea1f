import { JWT_BEARER } from '#contract/token'
import { makeAssertion } from './assertion.ts'
import type { Answer, Call, Request, Unreachable } from './calls.ts'
import { failureOf, INVALID_PROOF } from './calls.ts'
import type { Clock } from './clock.ts'
import type { DeviceKey } from './device-key.ts'
import type { Prove } from './proof.ts'
import { randomId } from './random-id.ts'

/** What the TV says of itself: at most 32 letters, digits, blanks and dashes each. */
export interface SelfDescription {
  /** As people call it, `Living room TV`. */
  name: string
  /** What it is, `webOS 4`. */
  model: string
}

/** The TV platform's signed word for which device this is; a new one with each call. */
export type PlatformAssertion = () => Promise<string>

export interface TokenQuestion {
  /** Rejects where the key could not be loaded; the next call tries again. */
  key(): Promise<DeviceKey>
  prove: Prove
  /** `null` where the device vouches for itself with its key. */
  platformAssertion: PlatformAssertion | null
  call: Call
  clock: Clock
  /** Absolute URL of the server, ending in `/`. */
  base: string
  describe: SelfDescription
}

/** Clocks that differ by less are the same clock to the server. */
const CLOCK_TOLERANCE_SECONDS = 30
/** As long as for an answer of the server. */
const PLATFORM_TIMEOUT_MS = 10_000

/**
 * Asks for a device access token (RFC 7523 §2.1), and once more if the refusal showed that this device's clock was wrong
 * or its proof was not taken. Rejects where there is no key or no word of the platform.
 */
export async function requestToken(question: TokenQuestion): Promise<Answer | Unreachable> {
  const { clock } = question
  const key = await question.key()
  const assertedAt = clock.nowAt()
  const answer = await exchange(question, key)
  if (answer.kind !== 'answer' || (answer.status !== 400 && answer.status !== 401)) return answer
  const wasOff = Math.abs(clock.nowAt() - assertedAt) > CLOCK_TOLERANCE_SECONDS
  return wasOff || proofWasRefused(answer) ? exchange(question, key) : answer
}

async function exchange(question: TokenQuestion, key: DeviceKey): Promise<Answer | Unreachable> {
  const { base, call, clock, describe, platformAssertion, prove } = question
  const url = `${base}auth/token`
  const assertion = platformAssertion
    ? await soon(platformAssertion())
    : await makeAssertion(key, { audience: url, nowAt: clock.nowAt(), jti: randomId() })
  const form = {
    grant_type: JWT_BEARER,
    assertion,
    device_name: describe.name,
    device_model: describe.model,
  }
  const request: Request = { method: 'POST', path: 'auth/token', form }
  // The device's own assertion is proof of its key already; the platform's says nothing of it.
  if (platformAssertion) request.proof = await prove({ method: 'POST', url, token: null })
  return call(request)
}

/** A platform that never calls back must not keep the TV waiting for ever. */
async function soon(assertion: Promise<string>): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const never = new Error('The platform did not say which device this is.')
    timer = setTimeout(() => reject(never), PLATFORM_TIMEOUT_MS)
  })
  try {
    return await Promise.race([assertion, late])
  } finally {
    clearTimeout(timer)
  }
}

function proofWasRefused(answer: Answer): boolean {
  const failure = failureOf(answer)
  return failure.kind === 'refused' && failure.code === INVALID_PROOF
}
