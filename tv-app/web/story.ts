import type { Call, Failure } from '../client/calls.ts'
import type { Timers } from '../client/timers.ts'
import type { Line, Listen } from './listen.ts'
import { Pace } from './pace.ts'
import type { Note, Shown, Trouble } from './shown.ts'
import type { CodeOutcome, WebLink } from './web-link.ts'
import { answerMatch, askCode, requestLink } from './web-link.ts'

interface StoryParts {
  call: Call
  clientId: string
  /** The PKCE challenge of this browser, from the site's back end. */
  challenge(): Promise<string>
  /** Gives the back end its one-time key. */
  onCode(code: string): Promise<void> | void
  listen: Listen
  show(shown: Shown): void
  /** Nobody looks at the page just now. */
  isHidden(): boolean
  /** 0 up to but not 1. */
  random(): number
  timers: Timers
}

/** Codes are replaced by themselves so often; then somebody has to be there. */
const RENEWALS = 6
/** A page that waits for its person looks no more often whether they are there. */
const HIDDEN_SECONDS = 30

/** Refused is not what was asked for: there may be room again later. */
const ROOM_LATER = [429, 503]

/**
 * A page's way from a code on the screen to a one-time key for its back end. Whatever happens is only a reason to ask:
 * one question at a time, and once more for what came meanwhile.
 */
export class Story {
  private readonly parts: StoryParts
  private readonly pace: Pace
  private link: WebLink | null = null
  private line: Line | null = null
  private lineUp = false
  private renewals = 0
  private note: Note | null = null
  /** The digits are on their way, or were and nobody has said yet what came of them. */
  private sending = false
  private missed = false
  private shown: Shown = { step: 'preparing', trouble: null }
  private asking: { again: boolean } | null = null
  /** Nothing is asked any more, unless somebody starts over. */
  private over = false
  private closed = false
  private timer: unknown

  constructor(parts: StoryParts) {
    this.parts = parts
    this.pace = new Pace(parts.random)
  }

  begin(): void {
    this.show(this.shown)
    this.due()
  }

  /** The page is shown again, or the network is back. */
  wake(): void {
    this.line?.wake()
    this.ask()
  }

  /** The three digits that a person entered. */
  async enter(number: string): Promise<void> {
    const { link, shown } = this
    if (!link || shown.step !== 'matching' || this.sending) return
    this.sending = true
    this.show({ ...shown, sending: true })
    const outcome = await answerMatch(this.parts.call, link, number)
    if (this.link !== link) return
    this.sending = false
    this.missed = outcome === 'missed'
    this.ask()
  }

  /** A person asks for another code: whoever had the last one open comes to nothing with it. */
  startOver(): void {
    this.drop()
    this.over = false
    this.note = null
    this.renewals = 0
    this.pace.answered()
    this.show({ step: 'preparing', trouble: null })
    this.ask()
  }

  close(): void {
    this.closed = true
    this.over = true
    this.drop()
    this.parts.timers.clear(this.timer)
  }

  private show(shown: Shown): void {
    this.shown = shown
    if (!this.closed) this.parts.show(shown)
  }

  private drop(): void {
    this.line?.close()
    this.line = null
    this.lineUp = false
    this.link = null
    this.sending = false
    this.missed = false
  }

  private ask(): void {
    if (this.over) return
    if (this.asking) this.asking.again = true
    else void this.askNow()
  }

  private async askNow(): Promise<void> {
    const mine = { again: false }
    this.asking = mine
    this.parts.timers.clear(this.timer)
    const waitSeconds = await (this.link ? this.askAbout(this.link) : this.takeLink())
    this.asking = null
    if (this.over) return
    if (mine.again || waitSeconds === 0) return this.ask()
    this.askIn(this.pace.jittered(waitSeconds))
  }

  private askIn(seconds: number): void {
    const { timers } = this.parts
    timers.clear(this.timer)
    this.timer = timers.set(() => this.due(), seconds * 1000)
  }

  /** A page that nobody sees asks when it is shown again, and takes no new codes until then. */
  private due(): void {
    if (!this.parts.isHidden()) this.ask()
  }

  /** @returns seconds until the next question; 0 is at once */
  private async takeLink(): Promise<number> {
    const { call, clientId, listen } = this.parts
    const challenged = await this.challenged()
    if (this.over) return 0
    if (challenged === null) return this.troubled('offline', null)
    const outcome = await requestLink(call, clientId, challenged)
    if (this.over) return 0
    if (outcome.kind !== 'link') return this.failed(outcome)
    const { link } = outcome
    this.link = link
    this.pace.begin(link.intervalSeconds)
    this.show({ step: 'waiting', link, note: this.note, trouble: null })
    this.line = listen(link.notices, {
      onNudge: () => this.ask(),
      onLine: (up) => {
        this.lineUp = up
        if (up) this.ask()
        else if (!this.asking) this.askIn(this.pace.sometime())
      },
    })
    return this.pace.pause(false)
  }

  /** `null` where the page's own script could not say; whatever it throws is no more than that. */
  private async challenged(): Promise<string | null> {
    try {
      return await this.parts.challenge()
    } catch {
      return null
    }
  }

  private async askAbout(link: WebLink): Promise<number> {
    const outcome = await askCode(this.parts.call, this.parts.clientId, link)
    // Closed or started over meanwhile, so this is about nothing any more.
    if (this.link !== link) return 0
    if (outcome.kind === 'code') return this.finish(outcome.code)
    if (outcome.kind === 'pending') return this.pending(link, outcome.status)
    switch (outcome.kind === 'refused' ? outcome.code : '') {
      case 'slow_down':
        return this.pace.slowDown()
      case 'access_denied':
        return this.renew(this.missed ? 'missed' : 'declined')
      // What the server does not know any more is over, too.
      case 'expired_token':
      case 'invalid_grant':
        return this.renew('renewed')
      default:
        return this.failed(outcome)
    }
  }

  private pending(
    link: WebLink,
    { state, claimed_by: who, expires_in }: Extract<CodeOutcome, { kind: 'pending' }>['status'],
  ): number {
    this.pace.answered()
    if (state === 'matching') this.show({ step: 'matching', link, who, sending: this.sending })
    else if (state === 'opened') this.show({ step: 'opened', link, who, trouble: null })
    else this.show({ step: 'waiting', link, note: this.note, trouble: null })
    return Math.min(this.pace.pause(this.lineUp), expires_in + 1)
  }

  private renew(note: Note): number {
    this.drop()
    this.note = note
    this.renewals += 1
    if (this.renewals > RENEWALS) return this.end('idle', null)
    // A hidden page waits for its person, with the line closed.
    return this.parts.isHidden() ? HIDDEN_SECONDS : 0
  }

  private async finish(code: string): Promise<number> {
    this.drop()
    this.over = true
    this.show({ step: 'finishing' })
    try {
      await this.parts.onCode(code)
      this.show({ step: 'signed_in' })
    } catch {
      this.end('not_finished', null)
    }
    return 0
  }

  private failed(outcome: Failure): number {
    const { retryAfterSeconds } = outcome
    if (outcome.kind === 'unreachable') return this.troubled('offline', retryAfterSeconds)
    if (ROOM_LATER.includes(outcome.status) || outcome.status >= 500) {
      return this.troubled('busy', retryAfterSeconds)
    }
    return this.end('refused', outcome.code)
  }

  /** What is on the screen stays: it may still be good. */
  private troubled(trouble: Trouble, retryAfterSeconds: number | null): number {
    if (this.shown.step !== 'matching' && 'trouble' in this.shown) {
      this.show({ ...this.shown, trouble })
    }
    return this.pace.retry(retryAfterSeconds)
  }

  private end(why: Extract<Shown, { step: 'ended' }>['why'], code: string | null): number {
    this.drop()
    this.over = true
    this.show({ step: 'ended', why, code })
    return 0
  }
}
