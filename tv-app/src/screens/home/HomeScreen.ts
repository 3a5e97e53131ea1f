import type { Rail, Title } from '#contract/title'
import { Brand } from '../../components/Brand.ts'
import { Pill } from '../../components/Pill.ts'
import { fromEnd, fromStart } from '../../components/places.ts'
import { textOf } from '../../components/text.ts'
import { DRIFT } from '../../drift.ts'
import type { Area, Point } from '../../remote/pointer.ts'
import { hit } from '../../remote/pointer.ts'
import { accountOf } from '../../story/screen.ts'
import type { State, StoryEvent } from '../../story/state.ts'
import { CALM, COLOR, SAFE, STAGE, UNSEEN } from '../../theme.ts'
import { rtl, say } from '../../words/texts.ts'
import { Drifting } from '../Drifting.ts'
import { AccountCorner } from './AccountCorner.ts'
import { HomeHero } from './HomeHero.ts'
import type { HomeFocus, Way } from './home-focus.ts'
import { beginFocus, focusOn, keepFocus, moveFocus, pointAt } from './home-focus.ts'
import type { HomeTarget } from './home-places.ts'
import { homeAreas } from './home-places.ts'
import { hintWords, noteWords, sentenceInstead, titleWords } from './home-words.ts'
import { inTurn } from './in-turn.ts'
import { Rails } from './Rails.ts'
import { WAITING } from './waiting-rails.ts'

/** Longer than a remote takes to repeat a held key: what is large or has to be fetched waits until the focus rests. */
const REST_MS = 180

/** Under a panel that lies over it, home is still to be made out. */
const DIMMED = 0.3

/** What there is to watch, the focused title in large, and in the corner whose TV this is. */
export class HomeScreen extends Drifting {
  declare private drawn: State | null
  declare private binding: string
  /** Those with titles in them; while they are not known, empty places. */
  declare private rails: readonly Rail[]
  declare private source: State['rails'] | undefined
  declare private counts: readonly number[]
  declare private focus: HomeFocus
  declare private restTimer: number

  static override _template() {
    return {
      ...UNSEEN,
      Moving: {
        Hero: { type: HomeHero },
        Rails: { type: Rails },
        // The rail that comes next fades into the night, so that the hint stands on calm ground.
        Shade: { ...band(866, 124), colorTop: COLOR.nightBottom & 0xffffff },
        Foot: band(990, STAGE.height + DRIFT.y - 990),
        Brand: { type: Brand, ...fromStart(SAFE.x), y: SAFE.y + 6 },
        Corner: { type: AccountCorner },
        Line: { type: Pill, ...fromEnd(SAFE.x), y: SAFE.y + 92 },
        Hint: { ...fromStart(SAFE.x), y: 984 },
        Note: { type: Pill, x: STAGE.width / 2, y: 900, mountX: 0.5 },
      },
    }
  }

  override _construct(): void {
    this.drawn = null
    this.binding = ''
    this.source = undefined
    this.take(WAITING)
    this.restTimer = 0
  }

  draw(state: State): void {
    const { screen, rails, reachable } = state
    const account = accountOf(screen)
    const shown = account !== null && screen.name !== 'player' && screen.name !== 'welcome'
    const alpha = shown ? (screen.name === 'home' ? 1 : DIMMED) : 0
    this.setSmooth('alpha', alpha, { duration: CALM.fade })
    this.drawn = state
    if (!shown) return
    if (account.binding !== this.binding) this.take(WAITING)
    this.binding = account.binding
    if (rails !== this.source) this.follow(rails)
    this.tag<AccountCorner>('Corner').show(account)
    this.tag<Pill>('Line').say(reachable ? null : say('home.connecting'), COLOR.accent)
    const note = screen.name === 'home' ? noteWords(screen.note) : null
    this.tag<Pill>('Note').say(note, COLOR.alert)
    this.drawFocus()
    if (this.restTimer === 0) this.rest()
  }

  /** What a voice says of what has the focus. */
  focusedWords(): string[] {
    if (this.focus.on === 'switch') return [say('home.switch')]
    const { rail, title, index } = this.focused
    return rail && title ? titleWords(title, rail, index) : []
  }

  /** All that can be pointed at. */
  areas(): Area<HomeTarget>[] {
    return homeAreas(this.focus, this.counts, this.tag<AccountCorner>('Corner').button)
  }

  hover(point: Point): null {
    const target = hit(this.areas(), this.still(point))
    if (target?.on === 'switch') this.moveTo({ ...this.focus, on: 'switch' })
    if (target?.on === 'title' && target.whole) this.moveTo(pointAt(this.focus, target))
    return null
  }

  press(point: Point): StoryEvent | null {
    const target = hit(this.areas(), this.still(point))
    if (!target) return null
    if (target.on === 'title' && !target.whole) {
      this.moveTo(focusOn(this.focus, this.counts, target))
      return null
    }
    this.hover(point)
    if (target.on === 'switch') return { type: 'switchAccount' }
    const { title } = this.focused
    return title && { type: 'choose', title }
  }

  wheel(step: 1 | -1): void {
    this.move(step === 1 ? 'below' : 'above')
  }

  override _handleLeft(): void {
    this.move(rtl() ? 'next' : 'previous')
  }

  override _handleRight(): void {
    this.move(rtl() ? 'previous' : 'next')
  }

  override _handleUp(): void {
    this.move('above')
  }

  override _handleDown(): void {
    this.move('below')
  }

  override _handleEnter(): void {
    const { title } = this.focused
    if (this.focus.on === 'switch') this.signal('switchAccount')
    else if (title) this.signal('choose', title)
  }

  /** A video needs the memory more than what nobody sees. */
  override _inactive(): void {
    super._inactive()
    inTurn(this.stage, () => this.stage.gc(false))
  }

  /** The title that has the focus, or had it last. */
  private get focused(): { rail: Rail | null; title: Title | null; index: number } {
    const rail = this.rails[this.focus.rail] ?? null
    const index = this.focus.places[this.focus.rail]?.index ?? 0
    const title = rail?.titles[index] ?? null
    return { rail, title: title && title.id !== '' ? title : null, index }
  }

  private move(way: Way): void {
    this.moveTo(moveFocus(this.focus, this.counts, way))
  }

  private moveTo(focus: HomeFocus): void {
    if (focus === this.focus) return
    const before = this.focused.title
    this.focus = focus
    this.drawFocus()
    if (this.focused.title !== before) this.tag<HomeHero>('Hero').leave()
    clearTimeout(this.restTimer)
    this.restTimer = window.setTimeout(() => this.rest(), REST_MS)
    this.signal('focused')
  }

  /** The catalogue has come, gone or changed. */
  private follow(rails: State['rails']): void {
    this.source = rails
    const [before, title] = [this.rails, this.focused.title]
    const after = rails ? rails.filter(({ titles }) => titles.length > 0) : WAITING
    const focus = keepFocus(this.focus, before, after)
    this.take(after)
    this.focus = focus
    // Nobody has to hear again what they have heard.
    if (before === WAITING || this.focused.title?.id !== title?.id) this.signal('focused')
  }

  private take(rails: readonly Rail[]): void {
    this.rails = rails
    // Among places that are still empty the focus does not move.
    this.counts = rails === WAITING ? [1] : rails.map(({ titles }) => titles.length)
    this.focus = beginFocus(this.counts)
  }

  private drawFocus(): void {
    const { drawn: state, focus } = this
    if (!state) return
    const account = accountOf(state.screen)
    const own = state.screen.name === 'home'
    this.tag<Rails>('Rails').show(this.rails, focus, own && focus.on === 'titles')
    this.tag<AccountCorner>('Corner').emphasize(own && focus.on === 'switch')
    if (!account) return
    const focused = focus.on === 'switch' ? 'switch' : this.focused.title && 'title'
    const hint = textOf(hintWords(state, account, focused), { size: 30, color: COLOR.muted })
    this.tag('Hint').patch({ text: hint })
  }

  /** The focus stays where it is. */
  private rest(): void {
    this.restTimer = 0
    const { drawn: state, focused } = this
    if (!state) return
    const hero = this.tag<HomeHero>('Hero')
    const sentence = sentenceInstead(state)
    if (focused.title) hero.showTitle(focused.title)
    else if (sentence !== null) hero.showSentence(sentence)
    else hero.leave()
    this.tag<Rails>('Rails').rest()
  }
}

function band(y: number, height: number) {
  const color = COLOR.nightBottom
  // None of its edges may drift into the view.
  const [x, w] = [-DRIFT.x, STAGE.width + 2 * DRIFT.x]
  return { rect: true, x, y, w, h: height, colorTop: color, colorBottom: color }
}
