import type { WebLink } from './web-link.ts'

/** Why there is a new code, when there was another one. */
export type Note = 'declined' | 'missed' | 'renewed'

/** What keeps the page from going on just now; it tries again by itself. */
export type Trouble = 'offline' | 'busy'

/** What the page shows of a sign-in. */
export type Shown =
  /** There is no code yet. */
  | { step: 'preparing'; trouble: Trouble | null }
  | { step: 'waiting'; link: WebLink; note: Note | null; trouble: Trouble | null }
  /** A phone has the code open; `who` is signing in there, masked as `E…`, where that is known. */
  | { step: 'opened'; link: WebLink; who: string | null; trouble: Trouble | null }
  /** The phone shows three digits, which belong here; while `sending` they are on their way. */
  | { step: 'matching'; link: WebLink; who: string | null; sending: boolean }
  /** The site's back end has the one-time key. */
  | { step: 'finishing' }
  | { step: 'signed_in' }
  /** A person has to ask for another code. `code` says what the server, which refused it, calls the reason. */
  | { step: 'ended'; why: 'idle' | 'not_finished' | 'refused'; code: string | null }
