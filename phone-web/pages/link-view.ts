import type { Account, SignInMethod } from '#contract/account'
import type { RiskRule } from '#contract/link'
import type { ProblemCode } from '#contract/problem'

import type { SignInWays } from './link-data.ts'

/** What became of a form that was sent without a script, or what brought the person here. */
export type LinkOutcome =
  | { kind: 'connected' }
  /** Three digits, to be entered on the TV. */
  | { kind: 'match'; number: string }
  /** It takes a second yes. */
  | { kind: 'warned'; reasons: readonly RiskRule[] }
  /** It takes a new proof, by one of these. */
  | { kind: 'reauthenticate'; methods: readonly SignInMethod[] }
  /** Something was left out. */
  | { kind: 'missing'; field: 'code' | 'username' | 'password' }
  | { kind: 'trouble'; problem: ProblemCode; waitSeconds: number | null }

/** What the person typed, to be typed only once. The password is never sent back. */
export interface Typed {
  userCode: string
  username: string
  remember: boolean
  until: 'always' | 'tomorrow'
  /** The person has seen a warning and goes on. */
  acknowledged: boolean
}

/** What the link page shows. */
export interface LinkView {
  /** By which address the person came: with a QR's handle, which only a script can read, or to type the code. */
  entry: 'scanned' | 'typing'
  account: Account | null
  signIn: SignInWays
  bindingSeconds: number | null
  passkeys: boolean
  /** Whether web sites ask here, and whether rules of risk can say anything: their sentences weigh something in everybody's page. */
  sites: boolean
  risks: boolean
  typed: Typed
  /** Whether this answers a form that was sent without a script. */
  answers: boolean
  outcome: LinkOutcome | null
}
