// The package's export `couchlink/tv`: all that an app needs to sign its television in, and all that our own app uses.

export type { BackOnHome, Hello, NotBound } from '#contract/hello'
export type { LinkStatus } from '#contract/link'
export type { Notices } from '#contract/notice'
export type { Captions, Media, Rail, Title } from '#contract/title'
export type { Failure, Refused, Unreachable } from './calls.ts'
export type {
  AccessToken,
  CouchlinkClient,
  CouchlinkClientOptions,
} from './couchlink-client.ts'
export { makeCouchlinkClient } from './couchlink-client.ts'
export type { GivenKey } from './device-key.ts'
export type { HelloOutcome } from './hello.ts'
export type { Link, LinkOutcome } from './link.ts'
export { loadMqtt, loadP256, loadUnseal } from './loaders.ts'
export type { MatchOutcome } from './match.ts'
export type { OperatorMessage } from './message.ts'
export { isNotice } from './message.ts'
export type { MqttConnect } from './mqtt-connect.ts'
export type { PayloadOutcome, TakePayloads } from './payloads.ts'
export { takePayloads } from './payloads.ts'
export { takeProvisionedKey } from './provisioned-key.ts'
export type { PlatformAssertion, SelfDescription } from './request-token.ts'
export type { LoadP256, P256 } from './soft-key.ts'
export type { Timers } from './timers.ts'
export { realTimers } from './timers.ts'
export type { CatalogueOutcome, MediaOutcome } from './titles.ts'
export type { LoadUnseal, Unseal } from './unseal.ts'
