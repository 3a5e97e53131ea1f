import { describe } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import { accountCases } from './account.cases.ts'
import { approveCases } from './approve.cases.ts'
import { bindingCases } from './binding.cases.ts'
import { claimCases } from './claim.cases.ts'
import { codeCases } from './code.cases.ts'
import { deviceCases } from './device.cases.ts'
import { disownCases } from './disown.cases.ts'
import { grantCases } from './grant.cases.ts'
import { identityCases } from './identity.cases.ts'
import { keptCases } from './kept.cases.ts'
import { linkCases } from './link.cases.ts'
import { matchCases } from './match.cases.ts'
import { missCases } from './miss.cases.ts'
import { myDeviceCases } from './my-device.cases.ts'
import { passkeyCases } from './passkey.cases.ts'
import { passwordCases } from './password.cases.ts'
import { payloadCases } from './payload.cases.ts'
import { phoneKeyCases } from './phone-key.cases.ts'
import { placeCases } from './place.cases.ts'
import { requestCases } from './request.cases.ts'
import { seedCases } from './seed.cases.ts'
import { sessionCases } from './session.cases.ts'
import { sweepCases } from './sweep.cases.ts'
import { takeoverCases } from './takeover.cases.ts'

/** Opens an empty store that is closed when the test ends. */
export type OpenStore = () => Promise<Store>

/** What every store promises, whatever database it stands on. */
export function storeCases(open: OpenStore): void {
  describe('a device', () => deviceCases(open))
  describe('asking for a link request', () => requestCases(open))
  describe('a link request', () => linkCases(open))
  describe('a claim', () => claimCases(open))
  describe('an approval', () => approveCases(open))
  describe('a binding', () => bindingCases(open))
  describe('a number match', () => matchCases(open))
  describe('a payload', () => payloadCases(open))
  describe('a place', () => placeCases(open))
  describe('a device code', () => codeCases(open))
  describe('a grant', () => grantCases(open))
  describe('an account', () => accountCases(open))
  describe('an identity', () => identityCases(open))
  describe('what is kept about an account', () => keptCases(open))
  describe('an account session', () => sessionCases(open))
  describe('a new password', () => passwordCases(open))
  describe('a passkey', () => passkeyCases(open))
  describe('a phone’s key', () => phoneKeyCases(open))
  describe('devices of mine', () => myDeviceCases(open))
  describe('a takeover', () => takeoverCases(open))
  describe('"this wasn’t me"', () => disownCases(open))
  describe('misses', () => missCases(open))
  describe('seeds', () => seedCases(open))
  describe('the sweep', () => sweepCases(open))
}
