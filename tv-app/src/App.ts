import type { Title } from '#contract/title'
import type { Announcer } from './announce/announce.ts'
import { readableCanvas } from './components/canvas.ts'
import { Lightning } from './lightning.js'
import type { Play } from './play.ts'
import type { KeyPress } from './remote/held.ts'
import { keyOf } from './remote/keys.ts'
import type { Point } from './remote/pointer.ts'
import { Background } from './screens/Background.ts'
import { HomeScreen } from './screens/home/HomeScreen.ts'
import { LeavingPanel } from './screens/leaving/LeavingPanel.ts'
import { SignOutPanel } from './screens/leaving/SignOutPanel.ts'
import { LinkScreen } from './screens/link/LinkScreen.ts'
import { MessageScreen } from './screens/link/MessageScreen.ts'
import { PlayerOverlay } from './screens/player/PlayerOverlay.ts'
import { WelcomeScreen } from './screens/WelcomeScreen.ts'
import { accountOf } from './story/screen.ts'
import type { Key, State, StoryEvent } from './story/state.ts'

/** What the small print of the screens says of this TV. */
export interface Self {
  /** Where its server is. */
  host: string
  /** By which the server knows it; empty while that is not known. */
  deviceId: string
  /** As the phone will call it. */
  name: string
}

/** What the app draws, and what it is heard and told by. */
interface Begin {
  play: Play
  self: Self
  announcer: Announcer
  /** Whether a key is still held; old engines do not say so themselves. */
  isRepeat(event: KeyPress): boolean
}

/** A screen draws what the story says of it, and hides itself when that is nothing. */
interface Drawn {
  draw(state: State, self: Self): void
  /** What lies there may take the focus. */
  hover?(point: Point): StoryEvent | null
  press?(point: Point): StoryEvent | null
  wheel?(step: 1 | -1): void
}

/** Each is made when it is first needed, from the back to the front: before the code only its own has to be there. */
const SCREENS = {
  Home: { type: HomeScreen, needed: ({ screen }: State) => accountOf(screen) !== null },
  Player: { type: PlayerOverlay, needed: ({ screen }: State) => screen.name === 'player' },
  SignOut: { type: SignOutPanel, needed: ({ screen }: State) => screen.name === 'signing-out' },
  Leaving: {
    type: LeavingPanel,
    needed: ({ screen }: State) => screen.name === 'leaving' || screen.name === 'exiting',
  },
  Message: { type: MessageScreen, needed: ({ screen }: State) => screen.name === 'problem' },
  Link: { type: LinkScreen, needed: () => true },
  Welcome: { type: WelcomeScreen, needed: ({ screen }: State) => screen.name === 'welcome' },
} as const

type Name = keyof typeof SCREENS
const NAMES = Object.keys(SCREENS) as Name[]

/** Which of them is in front. */
const FRONT: Record<State['screen']['name'], Name> = {
  booting: 'Link',
  link: 'Link',
  opened: 'Link',
  match: 'Link',
  offline: 'Link',
  problem: 'Message',
  welcome: 'Welcome',
  home: 'Home',
  player: 'Player',
  leaving: 'Leaving',
  exiting: 'Leaving',
  'signing-out': 'SignOut',
}

/** Draws whatever the story says, and tells it the keys. */
export class App extends Lightning.Application {
  declare private play: Play
  declare private self: Self
  declare private isRepeat: (event: KeyPress) => boolean
  declare private announcer: Announcer
  /** Nothing has moved for a while, and Lightning looks only thirty times a second whether anything does again. */
  declare private resting: boolean

  static override _template() {
    const places = NAMES.map((name) => [`${name}Place`, {}])
    return { Background: { type: Background }, ...Object.fromEntries(places) }
  }

  override _construct(): void {
    // Before any child is made, so that every text is drawn on such a canvas.
    this.stage.platform.getDrawingCanvas = readableCanvas
    this.resting = false
    this.stage.on('idle', () => {
      this.resting = true
    })
  }

  begin({ play, self, announcer, isRepeat }: Begin): void {
    this.play = play
    this.self = self
    this.announcer = announcer
    this.isRepeat = isRepeat
    play.watch((state) => this.draw(state))
  }

  /** The server knows this device by that name. */
  known(deviceId: string): void {
    this.self = { ...this.self, deviceId }
    this.draw(this.play.state)
  }

  override _getFocused() {
    return this.screen('Home') ?? this
  }

  /** Every key is the story's, except what moves on the home screen. */
  override _captureKey(event: KeyboardEvent): boolean {
    const key = keyOf(event.keyCode)
    const repeat = this.isRepeat(event)
    // The browser would scroll, or leave the page on Back.
    if (key !== 'other') event.preventDefault()
    this.drawSoon()
    if (this.play.state.screen.name === 'home' && isHomes(key, repeat)) return false
    this.play.dispatch({ type: 'key', key, repeat })
    return true
  }

  hover(point: Point): void {
    this.tell(this.front?.hover?.(point))
  }

  press(point: Point): void {
    // What is pressed has the focus, also where nobody moved there before.
    this.hover(point)
    this.tell(this.front?.press?.(point))
  }

  wheel(step: 1 | -1): void {
    this.front?.wheel?.(step)
  }

  onChoose(title: Title): void {
    this.play.dispatch({ type: 'choose', title })
  }

  /** The focus on home is on something else. */
  onFocused(): void {
    const words = this.tag<HomeScreen>('HomePlace.Home').focusedWords()
    if (words.length > 0) this.announcer.focused(words.join(', '))
  }

  onSwitchAccount(): void {
    this.play.dispatch({ type: 'switchAccount' })
  }

  private draw(state: State): void {
    this.tag<Background>('Background').show(state.screen.name !== 'player')
    for (const name of NAMES) {
      if (!this.screen(name) && SCREENS[name].needed(state)) this.make(name)
      this.screen(name)?.draw(state, this.self)
    }
    this._refocus()
  }

  /** What a key does is seen in the next frame of the screen, also after a rest. */
  private drawSoon(): void {
    if (!this.resting) return
    this.resting = false
    requestAnimationFrame(() => this.stage.drawFrame())
  }

  private make(name: Name): void {
    const signals = {
      choose: 'onChoose',
      switchAccount: 'onSwitchAccount',
      focused: 'onFocused',
    }
    this.tag(`${name}Place`).patch({ [name]: { type: SCREENS[name].type, signals } })
  }

  private screen(name: Name) {
    const made = this.tag<InstanceType<(typeof SCREENS)[Name]['type']>>(`${name}Place.${name}`)
    return made as (typeof made & Drawn) | undefined
  }

  /** The screen that a pointer reaches. */
  private get front(): Drawn | undefined {
    return this.screen(FRONT[this.play.state.screen.name])
  }

  private tell(event: StoryEvent | null | undefined): void {
    if (event) this.play.dispatch(event)
  }
}

/** What moves the focus there, and what opens it: once, however long it is held. */
function isHomes(key: Key, repeat: boolean): boolean {
  if (key === 'enter') return !repeat
  return key === 'left' || key === 'right' || key === 'up' || key === 'down'
}
