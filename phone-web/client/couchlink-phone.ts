// The package's export `couchlink/phone`: what an operator's own phone app needs to connect a TV, and to hand it something.

export type { LinkDetails, Risk } from '#contract/link'
export type { LinkKey } from '#contract/link-key'
export type { ApprovalClaims, PhoneKey } from '#contract/phone-key'
export type { Problem } from '#contract/problem'
export type { Failure, Refused, Unreachable } from './calls.ts'
export { signatureFromDer } from './der-signature.ts'
export { thumbprintOf } from './handle-check.ts'
export type {
  Approval,
  ApproveOutcome,
  DenyOutcome,
  DetailsOutcome,
  Forged,
  KeysOutcome,
  NoWebCrypto,
  RegisterKeyOutcome,
  RemoveKeyOutcome,
} from './outcomes.ts'
export type { PhoneClient, PhoneClientOptions } from './phone-client.ts'
export { makePhoneClient } from './phone-client.ts'
export type { PhoneKeyHolder } from './phone-key.ts'
export type { PhoneKeyStore } from './phone-key-store.ts'
export type { Scan } from './scan.ts'
export { readScan } from './scan.ts'
export type { UntilDecided } from './until-decided.ts'
export { makeWebPhoneKey } from './web-phone-key.ts'
