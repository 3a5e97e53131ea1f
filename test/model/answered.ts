import { OAUTH_ERRORS } from '#contract/oauth-error'
import { PROBLEMS } from '#contract/problem'

import { isRefusal, type OAuthRefusal } from '../../server/errors.ts'
import type { Caller } from '../../server/flow/parts.ts'
import { StoreBusy } from '../../server/store/store.ts'
import type { Answer } from './calls.ts'
import { ADDRESSES, COUNTRIES, type Place } from './cast.ts'

/** Where browsers have passkeys without https. */
export const BASE = 'http://localhost'

const CODES: Record<string, readonly [status: number, sentence: string]> = {
  ...PROBLEMS,
  ...OAUTH_ERRORS,
}

/** The answer that the routes would give, by the tables of the contract. */
export async function answered(work: () => Promise<object | null>): Promise<Answer> {
  try {
    const result = (await work()) ?? {}
    if (!isRefusal(result)) return { status: 200, code: null, body: { ...result } }
    const { refused, status, members } = result as OAuthRefusal
    const found = status ?? CODES[refused]?.[0] ?? 500
    return { status: found, code: refused, body: { ...members } }
  } catch (error) {
    const status = error instanceof StoreBusy ? 503 : 500
    return { status, code: null, body: { error: (error as Error).stack } }
  }
}

/** Whoever calls from there, as the routes would see them. */
export function callerAt(place: Place): Caller {
  const address = place === 'nowhere' ? '127.0.0.1' : ADDRESSES[place]
  const network: Caller['network'] =
    place === 'nowhere'
      ? { kind: 'unknown', key: null, address, why: 'proxy_without_address' }
      : { kind: 'known', key: place, address }
  const country = COUNTRIES[place]
  return { network, base: BASE, issuer: BASE, secure: false, country, label: null }
}
