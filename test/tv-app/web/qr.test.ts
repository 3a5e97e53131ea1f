import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'

import { qrPath } from '../../../tv-app/web/qr.ts'

const jsQr = createRequire(import.meta.url)('jsqr') as typeof import('jsqr').default

/** Pixels a module. */
const SCALE = 4

/** What a camera sees of the path: dark modules on white. */
function pixels({ side, path }: { side: number; path: string }): [Uint8ClampedArray, number] {
  const width = side * SCALE
  const picture = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row += 1) {
      const from = (row * width + Number(x) * SCALE) * 4
      for (let at = from; at < from + Number(run) * SCALE * 4; at += 4) picture.fill(0, at, at + 3)
    }
  }
  return [picture, width]
}

describe('the QR as a path', () => {
  it.each([
    'http://192.168.1.5:8080/L#0123456789ABCDEFGHJKMNPQRS',
    'https://sign-in.a-rather-long-name.example.com/couch/L#0123456789ABCDEFGHJKMNPQRS',
  ])('says %s, with four modules of white around it', (text) => {
    const drawn = qrPath(text)
    const [picture, width] = pixels(drawn)
    expect(jsQr(picture, width, width)?.data).toBe(text)
    const edges = [...drawn.path.matchAll(/M(\d+) (\d+)h(\d+)/g)].flatMap(([, x, y, run]) => [
      Number(x),
      Number(y),
      drawn.side - Number(x) - Number(run),
      drawn.side - Number(y) - 1,
    ])
    expect(Math.min(...edges)).toBe(4)
  })
})
