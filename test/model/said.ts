import type { Answer as HttpAnswer } from '../support/tv.ts'
import type { Answer } from './calls.ts'
import { ADDRESSES, COUNTRIES, type Place } from './cast.ts'

/** What a configured proxy says of whoever calls from there. */
export function headersAt(place: Place): Record<string, string> {
  const country = COUNTRIES[place]
  return {
    ...(place === 'nowhere' ? {} : { 'x-forwarded-for': ADDRESSES[place] }),
    ...(country === null ? {} : { 'cf-ipcountry': country }),
  }
}

/** The answer as the model compares it. */
export function said({ status, body }: HttpAnswer): Answer {
  const code = status < 400 ? null : String(body['code'] ?? body['error'])
  return { status, code, body }
}
