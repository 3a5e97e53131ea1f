import { describe, expect, it } from 'vitest'

import { CARD } from '../../../../../tv-app/src/screens/link/card-place.ts'
import { qrModules } from '../../../../../tv-app/src/screens/link/qr-modules.ts'

/** ISO/IEC 18004 §9.1. */
const QUIET_ZONE = 4

const HANDLE = '0123456789ABCDEFGHJKMNPQRS'
const on = (host: string) => qrModules(`${host}/L#${HANDLE}`, CARD.size)

describe('the QR code of a TV', () => {
  it.each(['http://192.168.178.123:8080', 'HTTPS://TV.EXAMPLE.COM', 'https://couch.example.org'])(
    'is of a low version with large modules at %s',
    (host) => {
      const { modules, pixels } = on(host)
      expect(modules.size).toBeLessThanOrEqual(33)
      expect(pixels).toBeGreaterThanOrEqual(20)
    },
  )

  it('keeps its modules large enough for a couch with as long an address as people have', () => {
    const long = on(`https://${'television.in.the.living.room.'.repeat(2)}example.com`)
    expect(long.pixels).toBeGreaterThanOrEqual(18)
  })

  it('has its border on all sides, in whole pixels, whatever it says', () => {
    for (let length = 1; length < 200; length += 7) {
      const { modules, pixels, border } = qrModules('x'.repeat(length), CARD.size)
      expect(border, `${length} letters`).toBeGreaterThanOrEqual(QUIET_ZONE * pixels)
      expect(Number.isInteger(border) && Number.isInteger(pixels)).toBe(true)
      expect(2 * border + modules.size * pixels).toBeLessThanOrEqual(CARD.size)
    }
  })
})
