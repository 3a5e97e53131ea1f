/** Where a page keeps what was seen of it, for the bench to fetch. */
export interface WatchedWindow {
  /** Milliseconds from the navigation's start until the code was on the screen. */
  benchCode: Promise<number>
  /** Milliseconds from each press of a key until the frame was drawn that shows what it did. */
  benchKeys: number[]
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
  let pressedAt: number | null = null

  window_.benchCode = new Promise((resolve) => {
    seen = resolve
  })
  window_.benchKeys = []
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
      run(time)
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
    wrap('drawElements', () => {
      drew = true
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
