import type { BackOnHome } from '#contract/hello'

/** What the TV's platform asks of its apps. It never changes while the app runs. */
export interface Habits {
  /** What Back does on the home screen unless the operator's config says otherwise. */
  backOnHome: BackOnHome
  /** Whether there is anywhere to go: a browser's tab cannot be left from inside. */
  canLeave: boolean
  /** Whether the app has to ask before it is left: other sets ask themselves, or show where one has come to. */
  asksFirst: boolean
}
