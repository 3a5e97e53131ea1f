import { Brand } from '../components/Brand.ts'
import { textOf } from '../components/text.ts'
import { Lightning } from '../lightning.js'
import type { Screen, State } from '../story/state.ts'
import { PROBLEMS, TEXTS } from '../texts.ts'
import { CALM, COLOR, SAFE, STAGE, UNSEEN } from '../theme.ts'

/** A few words in the middle: booting, offline, and what went wrong. */
export class MessageScreen extends Lightning.Component {
  static override _template() {
    const middle = STAGE.width / 2
    return {
      ...UNSEEN,
      Brand: { type: Brand, x: SAFE.x, y: SAFE.y + 6 },
      Title: { x: middle, y: 470, mount: 0.5 },
      Detail: { x: middle, y: 570, mountX: 0.5 },
      Small: { x: middle, y: 1000, mountX: 0.5 },
    }
  }

  draw({ screen }: State, host: string): void {
    const words = wordsOf(screen, host)
    this.setSmooth('alpha', words ? 1 : 0, { duration: CALM.fade })
    if (!words) return
    const { title, detail, small } = words
    this.tag('Title').patch({ text: textOf(title, { size: 92, bold: true, align: 'center' }) })
    const quiet = { color: COLOR.muted, align: 'center' } as const
    this.tag('Detail').patch({ text: textOf(detail, { size: 38, lineHeight: 58, ...quiet }) })
    this.tag('Small').patch({ text: textOf(small, { size: 22, ...quiet, color: COLOR.faint }) })
  }
}

function wordsOf(
  screen: Screen,
  host: string,
): { title: string; detail: string; small: string } | null {
  switch (screen.name) {
    case 'booting':
      return { title: TEXTS.booting, detail: '', small: '' }
    case 'offline':
      return { title: TEXTS.offline, detail: TEXTS.offlineDetail, small: host }
    case 'problem': {
      const small = `${host}  ·  ${screen.code}`
      return { title: TEXTS.problem, detail: PROBLEMS[screen.reason], small }
    }
    default:
      return null
  }
}
