import type { Title } from '#contract/title'
import { Lightning } from '../lightning.js'
import { CALM, SAFE, STAGE } from '../theme.ts'
import { TILE, Tile } from './Tile.ts'

/** Titles side by side. Left and right move the focus; it stops at both ends. */
export class Rail extends Lightning.Component {
  declare private titles: Title[]
  declare private index: number

  static override _template() {
    return { Row: {} }
  }

  override _construct(): void {
    this.titles = []
    this.index = 0
  }

  /** Keeps the focus where it was, as far as there is such a title. */
  show(titles: Title[]): void {
    if (titles === this.titles) return
    this.titles = titles
    this.index = Math.max(0, Math.min(this.index, titles.length - 1))
    this.tag('Row').children = titles.map((title, index) => ({
      type: Tile,
      ref: `Tile${index}`,
      x: index * TILE.step,
      title,
    }))
    this.moved()
  }

  get chosen(): Title | null {
    return this.titles[this.index] ?? null
  }

  override _getFocused() {
    return this.tag('Row').children[this.index] ?? this
  }

  override _handleLeft(): void {
    this.move(-1)
  }

  override _handleRight(): void {
    this.move(1)
  }

  override _handleEnter(): void {
    if (this.chosen) this.signal('choose', this.chosen)
  }

  private move(by: number): void {
    const index = this.index + by
    if (index < 0 || index >= this.titles.length) return
    this.index = index
    this.moved()
  }

  private moved(): void {
    const fit = Math.floor((STAGE.width - 2 * SAFE.x) / TILE.step)
    const first = Math.max(0, Math.min(this.index - 1, this.titles.length - fit))
    this.tag('Row').setSmooth('x', -first * TILE.step, { duration: CALM.focus })
    this._refocus()
    if (this.chosen) this.signal('focused', this.chosen)
  }
}
