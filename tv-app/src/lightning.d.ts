// What this app uses of Lightning 2. Its own declarations are TypeScript sources that our stricter rules refuse, and they
// know an element's children only as `any`.

/** Properties and children (in capitals) of an element, as templates and patches write them. */
export interface Template {
  [name: string]: unknown
}

export interface Texture {
  readonly id: number
}

export interface Stage {
  /** How many frames have been drawn. */
  readonly frameCounter: number
  on(event: 'frameStart' | 'idle', listener: () => void): void
  drawFrame(): void
  /** Frees the textures that nothing on screen uses. `aggressive` also those that are used, which are made anew. */
  gc(aggressive: boolean): void
}

export interface Transition {
  on(event: 'finish', listener: () => void): void
}

export declare class Element {
  readonly stage: Stage
  x: number
  y: number
  w: number
  h: number
  alpha: number
  scaleX: number
  visible: boolean
  color: number
  texture: Texture | null
  text: { text: string; fontSize: number; textColor: number }
  readonly renderWidth: number
  get children(): Element[]
  set children(children: (Element | Template)[])
  patch(template: Template): void
  setSmooth(
    property: string,
    value: number,
    settings?: { duration?: number; delay?: number; timingFunction?: 'linear' | 'ease-out' },
  ): void
  transition(property: string): Transition
  /** Ends the transition of this property at once. */
  fastForward(property: string): void
  on(event: 'txLoaded' | 'txUnloaded', listener: () => void): void
}

export declare class Component extends Element {
  /** A child by its name, however deep it lies. */
  tag<T extends Element = Element>(ref: string): T
  signal(name: string, ...values: unknown[]): void
  _construct(): void
  _init(): void
  /** It can be seen from now on. */
  _active(): void
  _inactive(): void
  _focus(): void
  _unfocus(): void
  _refocus(): void
  _getFocused(): Element
  _handleLeft(): void
  _handleRight(): void
  _handleUp(): void
  _handleDown(): void
  _handleEnter(): void
  /** `false` hands the key on. */
  _captureKey(event: KeyboardEvent): boolean
  static _template(): Template
}

export interface ApplicationOptions {
  stage: {
    w: number
    h: number
    clearColor: number
    canvas2d: boolean
    useImageWorker: boolean
    pauseRafLoopOnIdle: boolean
  }
  /** Key code → the name in `_handle…`. */
  keys: Record<number, string>
  enablePointer: boolean
  debug: boolean
}

export declare class Application extends Component {
  constructor(options: ApplicationOptions)
  readonly stage: Stage & {
    getCanvas(): HTMLCanvasElement
    readonly platform: { getDrawingCanvas(): HTMLCanvasElement }
  }
}

export declare const TextTokenizer: {
  /** How a text is taken apart before its lines are filled. */
  setCustomTokenizer(tokenize: (text: string) => { tokens: string[] }[]): void
}

export declare const Lightning: {
  Component: typeof Component
  Application: typeof Application
  Tools: {
    getCanvasTexture(
      /** What it answers is called when the texture is no longer wanted before it is done. */
      paint: (done: (error: null, canvas: HTMLCanvasElement) => void, stage: Stage) => unknown,
      lookupId: string,
    ): Texture
    getRoundRect(
      width: number,
      height: number,
      radius: number,
      strokeWidth: number,
      strokeColor: number,
      fill: boolean,
      fillColor: number,
    ): Texture
  }
}
