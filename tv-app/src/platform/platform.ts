import type { PlatformAssertion, SelfDescription } from '../../client/couchlink-tv.ts'
import type { Habits } from '../story/habits.ts'

/** What the set is that this app runs on, and what it can do for it. Nothing here throws or waits. */
export interface Platform {
  name: 'browser' | 'tizen' | 'webos' | 'firebolt' | 'senza' | 'fire-tv'
  /** Read it again for each token: a set that answers late still gets its name to the phone. */
  describe: SelfDescription
  habits: Habits
  /** The platform's own word for which device this is, `null` where the device vouches for itself. */
  assertion: PlatformAssertion | null
  /** Language tag (RFC 5646) of the set's own menus, `null` where it does not tell. */
  language: string | null
  /**
   * Closes the app as the platform wants it closed.
   *
   * @param asked whether the person was asked already, so that the platform need not ask once more
   */
  leave(asked?: boolean): void
  /** Holds the screen saver off while it is on: for a video that plays. */
  keepAwake(on: boolean): void
  /** Asks for those keys of the remote that this set hands on only to an app that wants them. */
  askForKeys(): void
  /** Calls back whenever the app comes to the front again, sometimes twice. */
  onVisible(listener: () => void): void
  /** Calls back when the platform's own message service, where it has one, brings one of Couchlink's notices. */
  onNotice(listener: () => void): void
  /** Calls back with whether the set's person wants to be spoken to by the app, where the set tells; else never. */
  onVoiceGuidance(listener: (wanted: boolean) => void): void
  /** The first screen is drawn: the platform may take its splash away. */
  ready(): void
}
