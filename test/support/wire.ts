import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A wire between a browser and a server that a test can cut, loudly or without a sound; it ends with the test. */
export interface Wire {
  port: number
  /** From now on it leads to this port of loopback. */
  leadTo(port: number): void
  /**
   * Whatever goes through a line for notices is lost, and nobody is told: as when a router loses its power. Connections
   * for HTTP end as they do when they are idle, and no other is answered.
   */
  mute(): void
  /** Every connection ends, and no other is taken: as when a cable is pulled out. */
  cut(): void
  /** New connections go through again; the old ones stay as they are. */
  mend(): void
  /** How many lines for notices were opened so far. */
  lines(): number
}

interface Pair {
  near: Socket
  far: Socket
  isLine: boolean
}

export async function makeWire(): Promise<Wire> {
  const pairs = new Set<Pair>()
  let state: 'whole' | 'mute' | 'cut' = 'whole'
  let target = 0
  let lines = 0

  const server = createServer((near) => {
    near.on('error', () => undefined)
    if (state === 'cut') return near.destroy()
    const pair: Pair = { near, far: connect(target, '127.0.0.1'), isLine: false }
    const { far } = pair
    pairs.add(pair)
    far.on('error', () => near.destroy())
    near.on('close', () => {
      pairs.delete(pair)
      far.destroy()
    })
    far.on('close', () => near.destroy())
    if (state === 'mute') return silence(pair)
    near.on('data', (data) => {
      if (pair.isLine || !data.toString('latin1').startsWith('GET /mqtt')) return
      pair.isLine = true
      lines += 1
    })
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const { near, far } of pairs) {
      near.destroy()
      far.destroy()
    }
    await closed
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    leadTo(port) {
      target = port
    },
    mute() {
      state = 'mute'
      for (const pair of pairs) {
        if (pair.isLine) silence(pair)
        else pair.near.destroy()
      }
    },
    cut() {
      state = 'cut'
      for (const { near } of pairs) near.destroy()
    },
    mend() {
      state = 'whole'
    },
    lines: () => lines,
  }
}

function silence({ near, far }: Pair): void {
  for (const socket of [near, far]) {
    socket.unpipe()
    socket.pause()
  }
  // The server's end of it is not told either.
  far.removeAllListeners('close')
}
