import type { Title } from '#contract/title'
import { argb, readableOn } from '../color.ts'
import { Brand } from '../components/Brand.ts'
import { Pill } from '../components/Pill.ts'
import { backdropTexture } from '../components/poster.ts'
import { Rail } from '../components/Rail.ts'
import { TILE } from '../components/Tile.ts'
import { textOf } from '../components/text.ts'
import { Lightning } from '../lightning.js'
import type { Account, State } from '../story/state.ts'
import { TEXTS } from '../texts.ts'
import { CALM, COLOR, SAFE, STAGE, UNSEEN } from '../theme.ts'

const BACKDROP = { width: 640, height: 360, scale: 2.1 }
const BADGE = 64

/** A rail of titles, the chosen one large behind it, and in the corner whose TV this is. */
export class HomeScreen extends Lightning.Component {
  static override _template() {
    const { width, height, scale } = BACKDROP
    return {
      ...UNSEEN,
      Backdrop: { x: STAGE.width - width * scale, w: width * scale, h: height * scale, alpha: 0.9 },
      Brand: { type: Brand, x: SAFE.x, y: SAFE.y + 6 },
      Badge: { x: STAGE.width - SAFE.x - BADGE, y: SAFE.y, Initial: {} },
      Name: { x: STAGE.width - SAFE.x - BADGE - 20, y: SAFE.y + 37, mountX: 1, mountY: 0.5 },
      Line: { type: Pill, x: STAGE.width - SAFE.x, y: SAFE.y + 92, mountX: 1 },
      Title: { x: SAFE.x, y: 290 },
      Description: { x: SAFE.x, y: 408 },
      Heading: { x: SAFE.x, y: 566, text: textOf(TEXTS.rail, { size: 34, color: COLOR.muted }) },
      Waiting: { x: SAFE.x, y: 644, children: [0, 1, 2, 3].map(emptyTile) },
      Rail: {
        type: Rail,
        x: SAFE.x,
        y: 644,
        passSignals: { choose: true },
        signals: { focused: 'onFocused' },
      },
      Hint: { x: SAFE.x, y: 986, text: textOf(TEXTS.homeHint, { size: 28, color: COLOR.faint }) },
      Note: { type: Pill, x: STAGE.width / 2, y: 946, mountX: 0.5 },
    }
  }

  draw({ screen, titles, reachable }: State): void {
    const visible = screen.name === 'home' || screen.name === 'signing-out'
    this.setSmooth('alpha', visible ? 1 : 0, { duration: CALM.fade })
    if (!visible) return
    this.drawAccount(screen.account)
    this.tag<Pill>('Line').say(reachable ? null : TEXTS.connecting, COLOR.accent)
    const note = screen.name === 'home' ? screen.note : null
    this.tag<Pill>('Note').say(note && TEXTS[note], COLOR.alert)
    this.tag('Heading').text.text = headingOf(titles, reachable)
    this.tag('Waiting').visible = titles === null
    this.tag('Rail').visible = titles !== null
    if (titles) this.tag<Rail>('Rail').show(titles)
  }

  override _getFocused() {
    return this.tag('Rail')
  }

  onFocused(title: Title): void {
    const { width, height } = BACKDROP
    const name = { size: 92, bold: true, width: 900, lines: 1 }
    const description = { size: 38, color: COLOR.muted, width: 860, lines: 2, lineHeight: 54 }
    this.patch({
      Backdrop: { texture: backdropTexture(title, width, height) },
      Title: { text: textOf(title.title, name) },
      Description: { text: textOf(title.description, description) },
    })
  }

  private drawAccount({ name, color }: Account): void {
    const ground = argb(color)
    const initial = { size: 34, bold: true, color: readableOn(ground) }
    this.tag('Badge').patch({
      texture: Lightning.Tools.getRoundRect(BADGE, BADGE, BADGE / 2, 0, 0, true, ground),
      Initial: {
        x: BADGE / 2 + 1,
        y: BADGE / 2 + 8,
        mount: 0.5,
        text: textOf(name.slice(0, 1).toUpperCase(), initial),
      },
    })
    this.tag('Name').patch({ text: textOf(name, { size: 36, width: 700, lines: 1 }) })
  }
}

function headingOf(titles: Title[] | null, reachable: boolean): string {
  if (titles === null) return reachable ? '' : TEXTS.titlesAway
  return titles.length === 0 ? TEXTS.noTitles : TEXTS.rail
}

function emptyTile(index: number) {
  const { width, height, step } = TILE
  return {
    x: index * step,
    alpha: 0.6,
    texture: Lightning.Tools.getRoundRect(width, height, 20, 0, 0, true, COLOR.panel),
  }
}
