import type { Title } from '#contract/title'
import { argb } from '../../color.ts'
import { fromStart } from '../../components/places.ts'
import { textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { CALM, COLOR } from '../../theme.ts'
import { TILE } from './home-places.ts'
import { inTurn } from './in-turn.ts'
import { POSTER_RADIUS, photoTexture, posterTexture } from './poster.ts'

const RING = 6
const WHITE = 0xffffffff

/** What nobody sees, and is loaded all the same. */
const HARDLY = 0.001

/** One title of a rail, or the place of one that is still to come. Focus shows by size, by a ring and by the name. */
export class Tile extends Lightning.Component {
  declare private title: Title | null
  declare private focused: boolean
  /** Its painted landscape is there. */
  declare private painted: boolean
  /** Its poster is there. */
  declare private photographed: boolean
  declare private cancelTurn: () => void

  static override _template() {
    const { width, height } = TILE
    return {
      w: width,
      h: height,
      Picture: {
        w: width,
        h: height,
        pivot: 0.5,
        Ground: { w: width, h: height, texture: ground(), color: COLOR.panel },
        Painted: { w: width, h: height },
        Photo: { w: width, h: height, alpha: HARDLY },
        Ring: { x: -2 * RING, y: -2 * RING, alpha: 0, texture: ring() },
      },
      Name: { ...fromStart(0, width), y: height + 28, alpha: 0.75 },
    }
  }

  override _construct(): void {
    this.title = null
    this.focused = false
    this.painted = false
    this.photographed = false
    this.cancelTurn = () => {}
  }

  override _init(): void {
    const [painted, photo] = [this.tag('Painted'), this.tag('Photo')]
    painted.on('txLoaded', () => this.showPainted(true))
    painted.on('txUnloaded', () => this.showPainted(false))
    photo.on('txLoaded', () => this.showPhoto(true))
    // Its memory may have been needed elsewhere: until it is there again the painted one stands in.
    photo.on('txUnloaded', () => this.showPhoto(false))
    photo.transition('alpha').on('finish', () => this.uncover())
  }

  /**
   * @param title `null` for one that is still to come
   * @returns whether that is something else than before
   */
  show(title: Title | null): boolean {
    const before = this.title
    if (before === title || (before && title && isSame(before, title))) return false
    this.title = title
    this.cancelTurn()
    this.showPhoto(false)
    this.tag('Photo').texture = null
    this.tag('Painted').texture = null
    this.showPainted(false)
    this.tag('Ground').color = title ? argb(title.color) : COLOR.panel
    this.tag('Name').visible = false
    if (title) this.cancelTurn = inTurn(this.stage, () => this.fill(title))
    return true
  }

  /** Fetches the poster, which is not worth while for a title that is only gone by. */
  loadPoster(): void {
    const { title } = this
    const photo = this.tag('Photo')
    if (title?.poster && !photo.texture) photo.texture = photoTexture(title.poster, TILE)
  }

  emphasize(focused: boolean): void {
    if (focused === this.focused) return
    this.focused = focused
    const calm = { duration: CALM.focus }
    this.tag('Picture').setSmooth('scale', focused ? 1.06 : 1, calm)
    this.tag('Ring').setSmooth('alpha', focused ? 1 : 0, calm)
    this.tag('Name').setSmooth('alpha', focused ? 1 : 0.75, calm)
  }

  private showPhoto(seen: boolean): void {
    this.photographed = seen
    const fade = { duration: seen ? CALM.fade : 0 }
    this.tag('Photo').setSmooth('alpha', seen ? 1 : HARDLY, fade)
    if (!seen) this.uncover()
  }

  private showPainted(seen: boolean): void {
    this.painted = seen
    this.uncover()
  }

  /** What is covered by another picture only takes room, and the time to fill it. */
  private uncover(): void {
    const covered = this.photographed && this.tag('Photo').alpha === 1
    this.tag('Painted').visible = !covered
    this.tag('Ground').visible = !covered && !this.painted
  }

  private fill(title: Title): void {
    const words = textOf(title.title, { size: 32, width: TILE.width, lines: 1 })
    this.tag('Name').patch({ text: words, visible: true })
    this.tag('Painted').texture = posterTexture(title, TILE)
  }
}

function isSame(one: Title, other: Title): boolean {
  return (
    one.id === other.id &&
    one.title === other.title &&
    one.color === other.color &&
    one.poster === other.poster
  )
}

/** Painted white, so that a colour only tints it. */
function ground() {
  const { width, height } = TILE
  return Lightning.Tools.getRoundRect(width - 2, height - 2, POSTER_RADIUS, 0, WHITE, true, WHITE)
}

function ring() {
  const { width, height } = TILE
  // The stroke's other half and a margin of 1 are added by whoever paints it.
  const more = 3 * RING - 2
  return Lightning.Tools.getRoundRect(width + more, height + more, 30, RING, COLOR.accent, false, 0)
}
