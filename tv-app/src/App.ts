import type { Title } from '#contract/title'
import { readableCanvas } from './components/canvas.ts'
import { digitAt } from './components/pad-places.ts'
import { keyOf } from './keys.ts'
import { Lightning } from './lightning.js'
import type { Play } from './play.ts'
import { Background } from './screens/Background.ts'
import { HomeScreen } from './screens/HomeScreen.ts'
import { LinkScreen } from './screens/LinkScreen.ts'
import { MessageScreen } from './screens/MessageScreen.ts'
import { PlayerOverlay } from './screens/PlayerOverlay.ts'
import { SignOutPanel } from './screens/SignOutPanel.ts'
import { WelcomeScreen } from './screens/WelcomeScreen.ts'
import type { State } from './story/state.ts'

/** Draws whatever the story says, and tells it the keys. */
export class App extends Lightning.Application {
  declare private play: Play
  declare private deviceId: string

  static override _template() {
    return {
      Background: { type: Background },
      Home: { type: HomeScreen, signals: { choose: 'onChoose' } },
      Player: { type: PlayerOverlay },
      SignOut: { type: SignOutPanel },
      Message: { type: MessageScreen },
      Link: { type: LinkScreen },
      Welcome: { type: WelcomeScreen },
    }
  }

  override _construct(): void {
    // Before any child is made, so that every text is drawn on such a canvas.
    this.stage.platform.getDrawingCanvas = readableCanvas
    this.deviceId = ''
  }

  begin(play: Play, deviceId: Promise<string | null>): void {
    this.play = play
    play.watch((state) => this.draw(state))
    // The device's name is a courtesy; the story itself tells what is wrong with its key.
    void deviceId.then((id) => {
      this.deviceId = id ?? ''
      this.draw(play.state)
    })
  }

  override _getFocused() {
    return this.tag('Home')
  }

  /** Every key is the story's, except what moves in the rail. */
  override _captureKey(event: KeyboardEvent): boolean {
    const key = keyOf(event.keyCode)
    const moves = key === 'left' || key === 'right' || (key === 'enter' && !event.repeat)
    if (this.play.state.screen.name === 'home' && moves) return false
    // The browser would scroll, or leave the page on Back.
    if (key !== 'other') event.preventDefault()
    this.play.dispatch({ type: 'key', key, repeat: event.repeat })
    return true
  }

  /** A remote that points has clicked here, in pixels of the stage. */
  press({ x, y }: { x: number; y: number }): void {
    const digit = this.play.state.screen.name === 'match' ? digitAt(x, y) : null
    if (digit) this.play.dispatch({ type: 'key', key: digit, repeat: false })
  }

  onChoose(title: Title): void {
    this.play.dispatch({ type: 'choose', title })
  }

  private draw(state: State): void {
    const { host } = location
    this.tag<Background>('Background').show(state.screen.name !== 'player')
    this.tag<MessageScreen>('Message').draw(state, host)
    this.tag<LinkScreen>('Link').draw(state, { host, deviceId: this.deviceId })
    this.tag<WelcomeScreen>('Welcome').draw(state)
    this.tag<HomeScreen>('Home').draw(state)
    this.tag<PlayerOverlay>('Player').draw(state)
    this.tag<SignOutPanel>('SignOut').draw(state)
  }
}
