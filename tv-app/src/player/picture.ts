import type { Media } from '#contract/title'
import type { Timers } from '../../client/couchlink-tv.ts'
import type { PlayerScreen } from '../story/screen.ts'
import type { VideoEvent } from '../story/state.ts'
import { CaptionsBox } from './captions.ts'
import { HAVE_FUTURE_DATA, type Report, reportOn } from './report.ts'
import { openSource, type Source } from './source.ts'

interface Around {
  tell(event: VideoEvent): void
  /** The set does not begin by itself, or has put the app away: the picture waits for a key. */
  held(): void
  timers: Timers
}

/** One `<video>` under the canvas, and all that belongs to it, for one title. */
export class Picture {
  private readonly around: Around
  private readonly video: HTMLVideoElement
  private readonly captions: CaptionsBox
  private readonly report: Report
  private source: Source | null = null
  private media: Media | null = null
  private openedAtMs = 0
  private waits = false
  private jumps = 0
  private closed = false

  constructor(around: Around) {
    this.around = around
    this.video = document.createElement('video')
    this.captions = new CaptionsBox(this.video, () => this.onNoCaptions())
    this.report = reportOn(this.video, (event) => this.tell(event), around.timers)
    document.body.insertBefore(this.video, document.body.firstChild)
    document.addEventListener('visibilitychange', this.onVisibility)
  }

  /** Does what the story says; called with every change of it. */
  follow(screen: PlayerScreen): void {
    const { media, from, paused } = screen
    this.waitFor(screen)
    if (media && media !== this.media) this.open(media, screen)
    if (!this.source || !this.media) return
    if (from.jumps !== this.jumps) {
      this.jumps = from.jumps
      this.video.currentTime = from.seconds
    }
    this.captions.choose(
      screen.captions === null ? null : (this.media.captions[screen.captions] ?? null),
    )
    this.captions.raise(screen.controls)
    if (paused && !this.video.paused) this.video.pause()
    if (!paused && this.video.paused) this.start()
  }

  close(): void {
    this.closed = true
    document.removeEventListener('visibilitychange', this.onVisibility)
    this.report.close()
    this.captions.close()
    this.source?.close()
    this.video.remove()
  }

  /** While a new address is asked for, what has arrived plays on: the jump to where it is already is none. */
  private waitFor({ media, from }: PlayerScreen): void {
    if (media === null && !this.waits) this.jumps = from.jumps
    this.waits = media === null
  }

  private open(media: Media, { from, paused }: PlayerScreen): void {
    this.media = media
    this.openedAtMs = this.around.timers.nowMs()
    if (this.source?.renew(media.url)) {
      if (this.video.readyState >= HAVE_FUTURE_DATA) this.goesOn()
      return
    }
    this.source?.close()
    if (!paused) this.report.watchOver()
    this.jumps = from.jumps
    // Captions of another origin are only read for a video that is asked for in the same way.
    this.video.crossOrigin = media.captions.length > 0 ? 'anonymous' : null
    const { url, type } = media
    const failed = (why: 'videoNetwork' | 'videoFormat') =>
      this.tell({ type: 'video', what: 'failed', why })
    this.source = openSource(this.video, type, { url, fromSeconds: from.seconds, failed })
  }

  private start(): void {
    // Old engines answer nothing.
    void Promise.resolve(this.video.play()).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.hold()
      // A pause or another source interrupts it and is no failure; a failure is told by the element.
    })
  }

  /** Not at once: the story must not hear of something while it is telling. */
  private goesOn(): void {
    void Promise.resolve().then(() => this.tell({ type: 'video', what: 'playing' }))
  }

  /** Like the video, the words have an address that ends: then all of it is asked for anew. Otherwise it does without. */
  private onNoCaptions(): void {
    const { media, openedAtMs } = this
    const ageMs = this.around.timers.nowMs() - openedAtMs
    const ended = media !== null && ageMs >= media.expires_in * 1000
    if (ended) this.tell({ type: 'video', what: 'failed', why: 'videoNetwork' })
    else this.tell({ type: 'video', what: 'noCaptions' })
  }

  private readonly onVisibility = () => {
    if (document.hidden) this.hold()
  }

  private hold(): void {
    if (!this.closed) this.around.held()
  }

  private tell(event: VideoEvent): void {
    if (!this.closed) this.around.tell(event)
  }
}
