import fc from 'fast-check'

import { APP_NAMES, PEOPLE, PHONES, PLACES, type Place, TVS } from './cast.ts'
import type { Approval } from './steps/approving.ts'
import type { Step } from './steps/step.ts'

export const tv = fc.nat(TVS - 1)
export const phone = fc.nat(PHONES.length - 1)
export const person = fc.constantFrom(...PEOPLE)
export const app = fc.constantFrom(...APP_NAMES)
/** Most things happen at home, or there would be little to see. */
export const place: fc.Arbitrary<Place> = fc.constantFrom(
  ...(['home', 'home', 'home', 'home', 'home', 'cabin', 'road'] as const),
  ...PLACES,
)
/** Mostly the newest of its kind, sometimes an older one. */
export const back = fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3)
export const by = fc.constantFrom('handle', 'handle', 'code')

/** Mostly what the phone of a person brings where it is asked for, if anything. */
export const payload = fc.constantFrom<Approval['payload'][]>(
  ...([undefined, undefined, undefined, undefined, undefined, undefined] as const),
  ...(['one', 'one', 'one', 'other', 'other', 'unasked', 'astray'] as const),
)

/** Steps of one kind, each with what it is given. */
export function record<T extends object>(fields: { [Name in keyof T]: fc.Arbitrary<T[Name]> }) {
  return fc.record(fields) as fc.Arbitrary<T>
}

/** What makes a step of this kind. */
export type Given<Make extends (given: never) => Step> = Parameters<Make>[0]
