import { fromStart } from '../../components/places.ts'
import { textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { CALM, COLOR } from '../../theme.ts'
import { say } from '../../words/texts.ts'

const BAR = { width: 560, height: 8, y: 52 } as const

/** Near the end of a code: how long it is still good, in words and as a bar. Counts on by itself, once a second. */
export class TimeLeft extends Lightning.Component {
  declare private since: string
  declare private seconds: number
  declare private longest: number
  declare private timer: ReturnType<typeof setInterval> | undefined

  static override _template() {
    return {
      w: BAR.width,
      alpha: 0,
      Words: { ...fromStart(0, BAR.width), text: textOf('', { size: 32 }) },
      Track: {
        y: BAR.y,
        ...bar(COLOR.panel),
        Left: { ...bar(COLOR.accent), pivotX: fromStart(0).mountX },
      },
    }
  }

  override _construct(): void {
    this.since = ''
  }

  /** @param of what the time belongs to; `seconds` as the story said last, `null` while it does not matter */
  show(of: string, seconds: number | null): void {
    this.setSmooth('alpha', seconds === null ? 0 : 1, { duration: CALM.fade })
    const since = seconds === null ? '' : `${of}:${seconds}`
    if (since === this.since) return
    const goesOn = this.since.startsWith(`${of}:`)
    this.since = since
    clearInterval(this.timer)
    if (seconds === null) return
    this.longest = goesOn ? Math.max(seconds, this.longest) : seconds
    this.tick(seconds)
    this.timer = setInterval(() => this.tick(this.seconds - 1), 1000)
  }

  private tick(seconds: number): void {
    this.seconds = Math.max(1, seconds)
    this.tag('Words').text.text = say('link.ends', { seconds: this.seconds })
    const share = this.seconds / Math.max(1, this.longest)
    this.tag('Left').setSmooth('scaleX', share, { duration: CALM.fade })
  }
}

function bar(color: number) {
  return { rect: true, w: BAR.width, h: BAR.height, color }
}
