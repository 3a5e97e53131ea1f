import type { Account } from '#contract/account'
import type { Message } from '#contract/message'

/** How people sign in here. */
export interface SignInWays {
  /** By user name and password; passkeys come and go with it. */
  local: boolean
  /** Whether they may make an account. */
  signUp: boolean
  /** The operator's OpenID provider, by the name that people know it by. */
  provider: string | null
}

/** What the link page's script starts with: the JSON in `#data`. */
export interface LinkData {
  lang: string
  /** The sentences that the script says by itself, by their names, for `format` of `#contract/message`. */
  texts: Record<string, Message>
  /** Who was signed in when the page was made; it is never kept by a cache. */
  account: Account | null
  signIn: SignInWays
  /** What the operator set for all; `null` leaves the choice to the person. */
  bindingSeconds: number | null
  /** Whether passkeys work at this address. */
  passkeys: boolean
  /** The problem that brought the person here, such as `provider_refused`; it has a sentence of its own. */
  problem: string | null
}
