import fc from 'fast-check'

import { PEOPLE, PHONES } from './cast.ts'
import { back, type Given, payload, phone, place, record, tv } from './drawn.ts'
import { deleteMine, endOtherSessions, newPassword } from './steps/account.ts'
import { approve } from './steps/decisions.ts'
import { addKey, removeKey } from './steps/keys.ts'
import { disown, seeDevices, signOutDevices } from './steps/my-devices.ts'
import { addPasskey, signInByPasskey } from './steps/passkeys.ts'
import { signIn, signOut } from './steps/phones.ts'
import type { Step } from './steps/step.ts'

const mine = fc.oneof(
  { weight: 1, arbitrary: fc.record({ tv }) },
  { weight: 4, arbitrary: fc.record({ bound: back }) },
)

/** What people do about what is theirs. */
export const ON_PHONES: { weight: number; arbitrary: fc.Arbitrary<Step> }[] = [
  {
    weight: 5,
    arbitrary: record<Given<typeof signIn>>({
      phone,
      place,
      as: fc.constantFrom(...Array(6).fill(undefined), ...PEOPLE),
      typed: fc.constantFrom(undefined, 'first'),
    }).map(signIn),
  },
  { weight: 1, arbitrary: record<Given<typeof signOut>>({ phone }).map(signOut) },
  {
    weight: 3,
    arbitrary: record<Given<typeof signOutDevices>>({
      phone,
      device: fc.oneof({ weight: 3, arbitrary: mine }, fc.constant('all' as const)),
    }).map(signOutDevices),
  },
  { weight: 5, arbitrary: record<Given<typeof disown>>({ phone, device: mine }).map(disown) },
  { weight: 1, arbitrary: record<Given<typeof seeDevices>>({ phone }).map(seeDevices) },
  {
    weight: 2,
    arbitrary: record<Given<typeof endOtherSessions>>({
      phone,
      of: fc.constantFrom(undefined, ...PHONES.keys()),
    }).map(endOtherSessions),
  },
  { weight: 2, arbitrary: record<Given<typeof newPassword>>({ phone }).map(newPassword) },
  { weight: 1, arbitrary: record<Given<typeof addPasskey>>({ phone }).map(addPasskey) },
  {
    weight: 2,
    arbitrary: record<Given<typeof signInByPasskey>>({ phone, passkey: back }).map(signInByPasskey),
  },
  { weight: 2, arbitrary: record<Given<typeof addKey>>({ phone }).map(addKey) },
  { weight: 1, arbitrary: record<Given<typeof removeKey>>({ phone, key: back }).map(removeKey) },
  {
    weight: 6,
    arbitrary: record<Given<typeof approve>>({
      back,
      phone,
      place,
      // A key signs for the QR, which alone says what it signs for.
      by: fc.constant('handle'),
      key: back,
      password: fc.constantFrom(false, false, false, false, false, false, true),
      payload,
      lasts: fc.constantFrom(undefined, undefined, 3600),
      acknowledged: fc.constantFrom(undefined, true),
    }).map(approve),
  },
  { weight: 1, arbitrary: record<Given<typeof deleteMine>>({ phone }).map(deleteMine) },
]
