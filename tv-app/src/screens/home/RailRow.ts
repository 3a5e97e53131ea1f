import type { Rail } from '#contract/title'
import { fromStart } from '../../components/places.ts'
import { textOf } from '../../components/text.ts'
import { Lightning } from '../../lightning.js'
import { COLOR, SAFE } from '../../theme.ts'
import { glide } from './glide.ts'
import type { RailPlace } from './home-focus.ts'
import { RAIL, railShift, TILE, tileLeft } from './home-places.ts'
import { inTurn } from './in-turn.ts'
import { shownBy, slotOf, TILES } from './pool.ts'
import { Tile } from './Tile.ts'

/** Titles side by side under their heading. Only those near the view have a tile. */
export class RailRow extends Lightning.Component {
  declare private rail: Rail | null
  declare private cancelTurn: () => void

  static override _template() {
    return {
      Heading: { ...fromStart(SAFE.x), color: COLOR.muted },
      Row: {
        y: RAIL.tiles,
        children: Array.from({ length: TILES.size }, (_, slot) => ({
          type: Tile,
          ref: `Tile${slot}`,
          visible: false,
        })),
      },
    }
  }

  override _construct(): void {
    this.rail = null
    this.cancelTurn = () => {}
  }

  /**
   * @param emphasized whether the focus is in this rail
   * @returns how many tiles show something else than before
   */
  show(rail: Rail, place: RailPlace, emphasized: boolean): number {
    const isNew = rail.id !== this.rail?.id
    if (rail.name !== this.rail?.name) this.showName(rail.name)
    this.rail = rail
    const changed = this.fill(rail.titles, place)
    const focused = emphasized ? slotOf(TILES, place.index) : -1
    for (const [slot, tile] of this.tiles.entries()) tile.emphasize(slot === focused)
    glide(this.tag('Row'), 'x', railShift(place.first), isNew ? 0 : TILE.step)
    return changed
  }

  loadPosters(): void {
    for (const tile of this.tiles) if (tile.visible) tile.loadPoster()
  }

  private get tiles(): Tile[] {
    return this.tag('Row').children as Tile[]
  }

  private fill(titles: Rail['titles'], { first }: RailPlace): number {
    let changed = 0
    const shown = shownBy(TILES, first, titles.length)
    for (const [slot, tile] of this.tiles.entries()) {
      const index = shown[slot] ?? null
      const title = index === null ? undefined : titles[index]
      tile.visible = title !== undefined
      if (index === null || !title) continue
      tile.x = tileLeft(index)
      if (tile.show(title.id === '' ? null : title)) changed += 1
    }
    return changed
  }

  private showName(name: string): void {
    const heading = this.tag('Heading')
    heading.visible = false
    this.cancelTurn()
    this.cancelTurn = inTurn(this.stage, () => {
      heading.patch({
        text: textOf(name, { size: 34, color: 0xffffffff, lines: 1 }),
        visible: true,
      })
    })
  }
}
