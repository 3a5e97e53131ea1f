import type { Rail } from '#contract/title'
import { Lightning } from '../../lightning.js'
import { CALM } from '../../theme.ts'
import { glide } from './glide.ts'
import type { HomeFocus } from './home-focus.ts'
import { RAIL } from './home-places.ts'
import { ROWS, shownBy } from './pool.ts'
import { RailRow } from './RailRow.ts'

/** So many pictures may lie in the memory of the set unseen, for whoever goes back; each takes 360 kB. */
const KEPT_PICTURES = 24

/** All rails, one below the other; the focused one stands still and the others pass by it. */
export class Rails extends Lightning.Component {
  declare private changed: number

  static override _template() {
    return {
      Rows: {
        children: Array.from({ length: ROWS.size }, (_, slot) => ({
          type: RailRow,
          ref: `Row${slot}`,
          alpha: 0,
        })),
      },
    }
  }

  override _construct(): void {
    this.changed = 0
  }

  /** @param emphasized whether the focus is anywhere here */
  show(rails: readonly Rail[], focus: HomeFocus, emphasized: boolean): void {
    const shown = shownBy(ROWS, focus.rail, rails.length)
    for (const [slot, row] of this.rows.entries()) {
      const index = shown[slot] ?? null
      const rail = index === null ? undefined : rails[index]
      const place = index === null ? undefined : focus.places[index]
      row.visible = rail !== undefined
      if (index === null || !rail || !place) continue
      const ahead = index - focus.rail
      row.y = RAIL.y + index * RAIL.pitch
      this.changed += row.show(rail, place, emphasized && ahead === 0)
      row.setSmooth('alpha', ahead < 0 ? 0 : ahead === 0 ? 1 : 0.75, { duration: CALM.focus })
    }
    glide(this.tag('Rows'), 'y', -focus.rail * RAIL.pitch, RAIL.pitch)
    this.freePictures()
  }

  /** Nothing moves any more, so what is seen is worth its poster. */
  rest(): void {
    for (const row of this.rows) if (row.visible) row.loadPosters()
  }

  private get rows(): RailRow[] {
    return this.tag('Rows').children as RailRow[]
  }

  /** The pictures of tiles that show something else by now stay where they are until somebody clears them away. */
  private freePictures(): void {
    if (this.changed < KEPT_PICTURES) return
    this.changed = 0
    this.stage.gc(false)
  }
}
