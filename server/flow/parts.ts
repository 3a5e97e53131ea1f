import type { Config } from '../config.ts'
import type { AccessTokens } from '../credentials/access-token.ts'
import type { AccountTokens } from '../credentials/account-token.ts'
import type { Approvals } from '../credentials/approval.ts'
import type { BoundedMap } from '../credentials/bounded-map.ts'
import type { ClientTokens } from '../credentials/client-token.ts'
import type { DeviceAssertions } from '../credentials/device-assertion.ts'
import type { Proofs } from '../credentials/dpop.ts'
import type { MediaTokens } from '../credentials/media-token.ts'
import type { NoticeTokens } from '../credentials/notice-token.ts'
import type { Passkeys } from '../credentials/passkeys.ts'
import type { Passwords } from '../credentials/passwords.ts'
import type { Logger } from '../log.ts'
import type { Notifier } from '../mqtt/notifier.ts'
import type { Store } from '../store/store.ts'
import type { Network } from '../trust/network.ts'
import type { Pace } from '../trust/pacing.ts'
import type { Second } from '../trust/per-second.ts'
import type { RiskRules } from '../trust/risk.ts'
import type { UnderWay } from '../trust/under-way.ts'
import type { Presence } from './device/presence.ts'
import type { Provider } from './sign-in/provider.ts'
import type { CatalogueSource } from './watch/catalogue-source.ts'

/** What the story is played with. `main.ts` makes them once; a test makes its own. */
export interface Parts {
  config: Config
  store: Store
  notifier: Notifier
  accessTokens: AccessTokens
  clientTokens: ClientTokens
  noticeTokens: NoticeTokens
  mediaTokens: MediaTokens
  accountTokens: AccountTokens
  assertions: DeviceAssertions
  proofs: Proofs
  /** What the keys of phones have signed. */
  approvals: Approvals
  passwords: Passwords
  /** Sign-ins and typed codes that are being looked at. */
  underWay: UnderWay
  /** How often device codes are asked about, by their hash. Forgotten at a restart, which harms nobody. */
  paces: BoundedMap<string, Pace>
  /** How many messages each back end has sent in its last second, by `client_id`. */
  messagePaces: BoundedMap<string, Second>
  /** When each device last said hello, as far as this process has heard. */
  presence: Presence
  passkeys: Passkeys
  /** The operator's table of risks, with its addresses ready to be asked. */
  riskRules: RiskRules
  /** What there is to watch. */
  catalogue: CatalogueSource
  /** The operator's OpenID provider, `null` without one. */
  provider: Provider | null
  /** 256 bits behind user codes and the succession of refresh tokens. */
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
  /** Our issuer identifier (RFC 8414 §2), as this caller knows us. */
  issuer: string
  /** Whether the browser speaks https with us or with the proxy before us. */
  secure: boolean
  /** The two-letter country that a configured proxy names; `null` without one. */
  country: string | null
  /** What a browser seems to be, such as `Chrome on Android`; `null` where that is not to be seen. */
  label: string | null
}
