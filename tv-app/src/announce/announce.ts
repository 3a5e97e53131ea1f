import type { Timers } from '../../client/couchlink-tv.ts'
import type { State } from '../story/state.ts'
import { announcement } from './announcement.ts'
import { engineVoice, pageVoice, type Voice } from './voices.ts'

/** What others follow at once is not told: an arrow that is held moves the focus every 100 ms or so. */
const CALM_MS = 250

/** Says aloud what the screen shows: each screen once in full, then its changes, and where the focus is. */
export class Announcer {
  private readonly voices: Voice[]
  private readonly timers: Timers
  private readonly tvName: string
  private told: State | null = null
  private seen: State | null = null
  private focus: string | null = null
  private timer: unknown
  /** Something is about to be told. */
  private due = false
  /** How often something was begun to be told about the story; only the last of them is still being told. */
  private begun = 0
  private telling = false

  /** @param tvName as the phone will call this TV; empty where it has no name */
  constructor(voices: readonly Voice[], timers: Timers, tvName = '') {
    this.voices = [...voices]
    this.tvName = tvName
    this.timers = timers
  }

  /** Another voice joins or leaves, as the set's person wants it. To whoever joins, the screen is told anew. */
  use(voice: Voice, wanted: boolean): void {
    const at = this.voices.indexOf(voice)
    if (wanted === at >= 0) return
    if (wanted) {
      this.voices.push(voice)
      this.told = null
      this.soon()
    } else {
      this.voices.splice(at, 1)
      void voice.say([], 'story')
    }
  }

  /** The story is here now. */
  show(state: State): void {
    const { seen } = this
    // What had the focus on another screen is nowhere on this one.
    if (seen?.screen.name !== state.screen.name) this.focus = null
    this.seen = state
    // A video tells where it is several times a second: that must not put off what is to be told.
    if (announcement(seen, state)) this.soon()
    // What has gone without a word is told again when it comes again: the second pause as the first.
    else if (!this.due) this.told = state
  }

  /** The focus is on this now, of which the story knows nothing: a title of a rail. It waits until the story is told. */
  focused(words: string): void {
    this.focus = words
    this.soon()
  }

  private soon(): void {
    this.timers.clear(this.timer)
    this.due = true
    this.timer = this.timers.set(() => this.tell(), CALM_MS)
  }

  private tell(): void {
    this.due = false
    const phrases = this.seen && announcement(this.told, this.seen, this.tvName)
    this.told = this.seen
    if (phrases) void this.tellStory(phrases)
    else if (!this.telling) this.tellFocus()
  }

  private async tellStory(phrases: readonly string[]): Promise<void> {
    this.begun += 1
    const mine = this.begun
    this.telling = true
    await Promise.all(this.voices.map((voice) => voice.say(phrases, 'story')))
    if (mine !== this.begun) return
    this.telling = false
    this.tellFocus()
  }

  private tellFocus(): void {
    const { focus } = this
    this.focus = null
    if (focus !== null) for (const voice of this.voices) void voice.say([focus], 'focus')
  }
}

interface Announced {
  timers: Timers
  /** As the phone will call this TV; empty where it has no name. */
  tvName: string
  play: { watch(watcher: (state: State) => void): void }
  /** Calls back with whether the set's person wants to be spoken to, as far as the set tells. */
  onVoiceGuidance(listener: (wanted: boolean) => void): void
}

/**
 * Begins to say what is on screen. To be called before the screen is drawn for the first time.
 *
 * The set's own screen reader is always served; the engine's voice speaks where the platform says that its voice guidance
 * is on, or the page's address asks for it (`?speak`).
 */
export function announce({ timers, play, onVoiceGuidance, tvName }: Announced): Announcer {
  const announcer = new Announcer([pageVoice(window)], timers, tvName)
  const engine = engineVoice(window)
  announcer.use(engine, /[?&]speak\b/.test(location.search))
  onVoiceGuidance((wanted) => announcer.use(engine, wanted))
  play.watch((state) => announcer.show(state))
  return announcer
}
