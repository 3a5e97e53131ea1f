import { describe } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import { accountCases } from './account.cases.ts'
import { approveCases } from './approve.cases.ts'
import { codeCases } from './code.cases.ts'
import { deviceCases } from './device.cases.ts'
import { grantCases } from './grant.cases.ts'
import { linkCases } from './link.cases.ts'
import { matchCases } from './match.cases.ts'
import { missCases } from './miss.cases.ts'
import { requestCases } from './request.cases.ts'
import { seedCases } from './seed.cases.ts'
import { sessionCases } from './session.cases.ts'
import { sweepCases } from './sweep.cases.ts'

/** Opens an empty store that is closed when the test ends. */
export type OpenStore = () => Promise<Store>

/** What every store promises, whatever database it stands on. */
export function storeCases(open: OpenStore): void {
  describe('a device', () => deviceCases(open))
  describe('asking for a link request', () => requestCases(open))
  describe('a link request', () => linkCases(open))
  describe('an approval', () => approveCases(open))
  describe('a number match', () => matchCases(open))
  describe('a device code', () => codeCases(open))
  describe('a grant', () => grantCases(open))
  describe('an account', () => accountCases(open))
  describe('an account session', () => sessionCases(open))
  describe('misses', () => missCases(open))
  describe('seeds', () => seedCases(open))
  describe('the sweep', () => sweepCases(open))
}
