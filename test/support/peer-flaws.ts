/** What a device grant can do wrong, each by itself; the stand-in has none of them unless it is told to. */
export interface Flaws {
  /** Which members of the answer with the codes are missing or of the wrong type. */
  members: 'no user code' | 'texts for numbers'
  /** Codes and tokens may be kept by whoever carries them. */
  cacheable: 'codes' | 'tokens'
  /** Codes are said to be HTML. */
  contentType: true
  metadata: 'no grant' | 'another issuer'
  lifeSeconds: number
  userCode:
    | 'four digits'
    | 'a counter'
    | 'always the same'
    | 'look-alikes'
    | 'both cases'
    | 'vowels'
  deviceCode: 'short' | 'in the address'
  uri: 'long' | 'with a query' | 'complete elsewhere'
  /** Codes are given to whoever asks by GET, or to clients that nobody knows; or a GET breaks it. */
  gives: 'by GET' | 'nothing, and breaks' | 'to anybody' | 'for duplicates'
  /** Parameters that change nothing are refused. */
  refuses: 'unknown parameters' | 'empty parameters'
  tokens:
    | 'by GET'
    | 'for duplicates'
    | 'to foreign clients'
    | 'to anybody'
    | 'for a wrong secret'
    | 'no invalid_request'
    | 'another error for unknown codes'
    | 'no unsupported_grant_type'
    | 'with cookies from anywhere'
  /** A code that waits is answered so. */
  waiting: 'with 200' | 'never slow_down' | 'slow_down for ever'
  /** Approves on whatever request for the page. */
  previews: 'GET' | 'HEAD'
  page:
    | 'framed'
    | 'framed by a star'
    | 'nameless'
    | 'without code'
    | 'without no'
    | 'missing'
    | 'needs nobody'
  /** What the person's no comes to. */
  denial: 'unheard' | 'undone by a later yes'
  /** A code that was redeemed can be redeemed again. */
  twice: true
  typed: 'exactly'
  /** What comes of a code whose time is up. */
  expired: 'pending' | 'forgotten'
  guesses: 'unlimited'
}
