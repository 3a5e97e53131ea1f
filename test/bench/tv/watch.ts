/** Where a page keeps what was seen of it, for the bench to fetch. */
export interface WatchedWindow {
  /** Milliseconds from the navigation's start until the code was on the screen. */
  benchCode: Promise<number>
  /** Milliseconds from each press of a key until the frame was drawn that shows what it did. */
  benchKeys: number[]
  /** How often each frame has filled the screen since it was last forgotten: what lies over each other counts each time. */
  benchFilled: number[]
  /** Milliseconds since the app has drawn anything. */
  benchStillMs(): number
  /** What textures and the drawing buffer hold, in bytes, by what the page asked of WebGL. */
  benchTextureBytes(): number
}

/**
 * Runs in the page, before anything of its own, and is sent there as text: it may use nothing but what stands in it.
 *
 * The code counts as shown when the pixels that were drawn change between black and white as only a QR code does, opaque;
 * words are never black, and a screen that still fades in is grey. Nothing of the app is asked.
 */
export function watchScreen(): void {
  /** Three rows through the middle, where a code lies that is half as high as the screen. */
  const ROWS = [0.45, 0.5, 0.55]
  /** A row of a QR code of 25 modules or more changes about half as often as it has modules. */
  const CHANGES = 8
  const BLACK = 6
  const WHITE = 230
  /** Red, green, blue, alpha. */
  const PIXEL = 4

  type Gl = WebGLRenderingContext
  const window_ = globalThis as unknown as Window & typeof globalThis & WatchedWindow
  const frame = window_.requestAnimationFrame.bind(window_)
  const getContext = HTMLCanvasElement.prototype.getContext
  const bytes = new Map<WebGLTexture, number>()
  const afterFrame = new MessageChannel()
  let seen: (ms: number) => void
  let gl: Gl | null = null
  let plain: CanvasRenderingContext2D | null = null
  let isSeen = false
  let drew = false
  let drewAt = 0
  let filled = 0
  let pressedAt: number | null = null

  window_.benchCode = new Promise((resolve) => {
    seen = resolve
  })
  window_.benchKeys = []
  window_.benchFilled = []
  window_.benchStillMs = () => performance.now() - drewAt
  window_.benchTextureBytes = () => [...bytes.values()].reduce((sum, one) => sum + one, 0)

  // A task that begins after the frame was handed over: whatever kept the page busy until then kept the viewer waiting too.
  const waiting: ((ms: number) => void)[] = []
  afterFrame.port1.onmessage = () => waiting.shift()?.(performance.now())
  const whenHandedOver = (run: (ms: number) => void): void => {
    waiting.push(run)
    afterFrame.port2.postMessage(null)
  }

  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      pressedAt = timeStamp
    },
    true,
  )

  // Every frame of the app's, and what it has drawn before the browser takes it away.
  window_.requestAnimationFrame = (run) =>
    frame((time) => {
      drew = false
      filled = 0
      run(time)
      if (drew) window_.benchFilled.push(filled)
      if (drew && pressedAt !== null) {
        const from = pressedAt
        pressedAt = null
        whenHandedOver((ms) => window_.benchKeys.push(ms - from))
      }
      if (!isSeen && document.body.dataset['screen'] !== 'booting' && ROWS.some(showsCode)) {
        isSeen = true
        whenHandedOver(seen)
      }
    })

  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...asked: unknown[]) {
    const made = Reflect.apply(getContext, this, asked) as RenderingContext | null
    if (/webgl/.test(String(asked[0])) && made !== null && made !== gl) watchGl(made as Gl)
    if (asked[0] === '2d' && this.isConnected) plain = made as CanvasRenderingContext2D
    return made
  } as typeof getContext

  function watchGl(context: Gl): void {
    gl = context
    let bound: WebGLTexture | null = null
    const wrap = <Name extends keyof Gl>(
      name: Name,
      note: (args: readonly unknown[]) => void,
    ): void => {
      const original = context[name] as (...args: unknown[]) => unknown
      Object.assign(context, {
        [name](...args: unknown[]) {
          note(args)
          return Reflect.apply(original, context, args)
        },
      })
    }
    let corners: Float32Array = new Float32Array()
    wrap('bufferData', ([target, data]) => {
      if (target === context.ARRAY_BUFFER && data instanceof Float32Array) corners = data
    })
    wrap('drawElements', ([, count, , offset]) => {
      drew = true
      drewAt = performance.now()
      filled += filledBy(corners, Number(offset), Number(count), context.canvas)
    })
    wrap('bindTexture', ([, texture]) => {
      bound = texture as WebGLTexture | null
    })
    wrap('deleteTexture', ([texture]) => void bytes.delete(texture as WebGLTexture))
    wrap('texImage2D', (args) => {
      const source = args[5] as { width: number; height: number } | undefined
      const [width, height] = args.length > 6 ? [args[3], args[4]] : [source?.width, source?.height]
      if (bound) bytes.set(bound, Number(width) * Number(height) * PIXEL)
    })
  }

  /**
   * The share of the screen that Lightning fills by one call: six indices of two bytes are a rectangle, of whose four
   * corners each has five numbers, the first two where it stands in pixels.
   */
  function filledBy(
    corners: Float32Array,
    offset: number,
    count: number,
    { width, height }: { width: number; height: number },
  ): number {
    const CORNER = 5
    const RECTANGLE = 4 * CORNER
    const INDICES = 6
    let pixels = 0
    for (let one = 0; one < count / INDICES; one += 1) {
      const begin = (offset / (2 * INDICES) + one) * RECTANGLE
      const extent = (axis: 0 | 1, most: number): number => {
        const all = [0, 1, 2, 3].map((corner) => corners[begin + corner * CORNER + axis] ?? 0)
        return Math.max(0, Math.min(most, Math.max(...all)) - Math.max(0, Math.min(...all)))
      }
      pixels += extent(0, width) * extent(1, height)
    }
    return pixels / (width * height)
  }

  function showsCode(share: number): boolean {
    const row = pixelsOf(share)
    let changes = 0
    let last = ''
    for (let at = 0; at < row.length; at += PIXEL) {
      const channels = [row[at] ?? 0, row[at + 1] ?? 0, row[at + 2] ?? 0]
      const isBlack = row[at + 3] === 255 && Math.max(...channels) <= BLACK
      const now = isBlack ? 'black' : Math.min(...channels) >= WHITE ? 'white' : ''
      if (now === '') continue
      if (last !== '' && now !== last) changes += 1
      last = now
    }
    return changes >= CHANGES
  }

  function pixelsOf(share: number): ArrayLike<number> {
    if (gl) {
      const { width, height } = gl.canvas
      const row = new Uint8Array(width * PIXEL)
      gl.readPixels(0, Math.round(height * share), width, 1, gl.RGBA, gl.UNSIGNED_BYTE, row)
      return row
    }
    const canvas = plain?.canvas ?? document.querySelector('canvas')
    const context = plain ?? (canvas && (getContext.call(canvas, '2d') as CanvasRenderingContext2D))
    if (!canvas || !context) return []
    return context.getImageData(0, Math.round(canvas.height * share), canvas.width, 1).data
  }
}
