import fc from 'fast-check'

import { APP_NAMES, type App, TIMES } from './cast.ts'
import { app, back, by, type Given, payload, person, phone, place, record, tv } from './drawn.ts'
import { redeem, requestByApp } from './steps/apps.ts'
import { approve, deny } from './steps/decisions.ts'
import { cancel, goodbye, request } from './steps/devices.ts'
import { refresh, revoke, revokeAccess } from './steps/grants.ts'
import { match } from './steps/match.ts'
import { open } from './steps/opening.ts'
import { addAccount, deleteAccount, setDisabled, unbindDevice } from './steps/operator.ts'
import { fetchPayload } from './steps/payload.ts'
import type { Step } from './steps/step.ts'
import { endDueBindings, pass, restart, sweep } from './steps/time.ts'
import { goodbyeByToken } from './steps/tokens.ts'
import { ON_PHONES } from './steps-on-phones.ts'

const key = fc.constantFrom('own', 'own', 'own', 'own', 'own', 'none', 'other')
const takesPayload = fc.constantFrom(undefined, true as const)
const token = fc.constantFrom(
  'current',
  'current',
  'current',
  'previous',
  'previous',
  'first',
  'forged',
)
/** Mostly the client that it is about. */
const client = <T>(others: readonly T[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, fc.constantFrom(...others))
/** From a second to past every end there is, and the seconds beside those ends. */
const seconds = fc.constantFrom(
  ...[
    1, 4, 5, 6, 10, 29, 30, 59, 60, 61, 89, 90, 119, 120, 299, 300, 599, 600, 601, 900, 3600, 4501,
  ],
  ...[TIMES.day, TIMES.day + 1, TIMES.refreshIdle - 1, TIMES.refreshIdle, TIMES.refreshInAll],
  ...[TIMES.longestUntil - 1, TIMES.longestUntil, TIMES.placeKept + 1],
)

/** The longest that a binding may last, other than for good. */
const WEEK = TIMES.longestUntil

/** Everything that may happen, and how often it does: the way to a binding the most, the operator the least. */
export const STEPS: { weight: number; arbitrary: fc.Arbitrary<Step> }[] = [
  {
    weight: 10,
    arbitrary: record<Given<typeof request>>({ tv, place, takesPayload }).map(request),
  },
  {
    weight: 9,
    arbitrary: record<Given<typeof requestByApp>>({
      app,
      key: fc.constantFrom(null, null, 'app-a', 'app-b'),
      place,
    }).map(requestByApp),
  },
  { weight: 6, arbitrary: record<Given<typeof open>>({ back, phone, place, by }).map(open) },
  {
    weight: 22,
    arbitrary: record<Given<typeof approve>>({
      back,
      phone,
      place,
      by,
      // A password takes longer to check than all the rest of an approval.
      password: fc.constantFrom<Given<typeof approve>['password'][]>(
        ...([
          false,
          false,
          false,
          false,
          false,
          false,
          false,
          false,
          true,
          'first',
          'once',
        ] as const),
      ),
      lasts: fc.constantFrom(...Array(6).fill(undefined), 30, 3600, WEEK, WEEK + 1),
      acknowledged: fc.constantFrom(undefined, true),
      payload,
    }).map(approve),
  },
  {
    weight: 1,
    arbitrary: record<Given<typeof fetchPayload>>({
      back,
      by: fc.constantFrom(undefined, 'another TV'),
    }).map(fetchPayload),
  },
  { weight: 3, arbitrary: record<Given<typeof deny>>({ back }).map(deny) },
  {
    weight: 6,
    arbitrary: record<Given<typeof match>>({
      back,
      right: fc.constantFrom(true, true, false),
      by: fc.constantFrom(...Array(6).fill(undefined), 'device code', 'another TV'),
    }).map(match),
  },
  {
    weight: 3,
    arbitrary: record<Given<typeof cancel>>({
      back,
      by: fc.constantFrom(undefined, undefined, undefined, 'another TV'),
    }).map(cancel),
  },
  {
    weight: 14,
    arbitrary: record<Given<typeof redeem>>({
      back,
      client: client<App | 'tv'>([...APP_NAMES, 'tv']),
      key,
    }).map(redeem),
  },
  {
    weight: 15,
    arbitrary: record<Given<typeof refresh>>({ back, token, client: client(APP_NAMES), key }).map(
      refresh,
    ),
  },
  {
    weight: 3,
    arbitrary: record<Given<typeof revoke>>({
      back,
      token,
      client: client<App | 'tv'>([...APP_NAMES, 'tv']),
    }).map(revoke),
  },
  {
    weight: 3,
    arbitrary: record<Given<typeof revokeAccess>>({
      back,
      client: client<App | 'tv'>([...APP_NAMES, 'tv']),
    }).map(revokeAccess),
  },
  { weight: 2, arbitrary: record<Given<typeof goodbyeByToken>>({ back }).map(goodbyeByToken) },
  {
    weight: 6,
    arbitrary: record<Given<typeof goodbye>>({
      tv,
      binding: fc.constantFrom('current', 'old', 'foreign', 'none'),
    }).map(goodbye),
  },
  ...ON_PHONES,
  {
    weight: 4,
    arbitrary: record<Given<typeof setDisabled>>({ person, disabled: fc.boolean() }).map(
      setDisabled,
    ),
  },
  { weight: 2, arbitrary: record<Given<typeof deleteAccount>>({ person }).map(deleteAccount) },
  { weight: 1, arbitrary: record<Given<typeof addAccount>>({ person }).map(addAccount) },
  { weight: 1, arbitrary: record<Given<typeof unbindDevice>>({ tv }).map(unbindDevice) },
  { weight: 14, arbitrary: record<Given<typeof pass>>({ seconds }).map(pass) },
  { weight: 2, arbitrary: fc.constant(sweep()) },
  { weight: 3, arbitrary: fc.constant(endDueBindings()) },
  { weight: 1, arbitrary: fc.constant(restart()) },
]
