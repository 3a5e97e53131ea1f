import type { Config } from '../config.ts'
import type { AccessTokens } from '../credentials/access-token.ts'
import type { DeviceAssertions } from '../credentials/device-assertion.ts'
import type { NoticeTokens } from '../credentials/notice-token.ts'
import type { Passwords } from '../credentials/passwords.ts'
import type { Logger } from '../log.ts'
import type { Notifier } from '../mqtt/notifier.ts'
import type { Store } from '../store/store.ts'
import type { Network } from '../trust/network.ts'
import type { UnderWay } from '../trust/under-way.ts'

/** What the story is played with. `main.ts` makes them once; a test makes its own. */
export interface Parts {
  config: Config
  store: Store
  notifier: Notifier
  accessTokens: AccessTokens
  noticeTokens: NoticeTokens
  assertions: DeviceAssertions
  passwords: Passwords
  /** Sign-ins and typed codes that are being looked at. */
  underWay: UnderWay
  /** 256 bits behind user codes. */
  secret: Buffer
  /** Epoch seconds. */
  now: () => number
  /** 128 random bits as base64url. */
  randomId: () => string
  /** 256 random bits as base64url. */
  randomSecret: () => string
  log: Logger
}

/** Who is asking, as far as the connection tells. */
export interface Caller {
  network: Network
  /** The base of the URLs that this caller may be shown, without a slash at its end. */
  base: string
}
