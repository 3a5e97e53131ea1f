import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { PacketGuard } from '../../../server/mqtt/packet-guard.ts'
import { packet, remainingLength } from './mqtt-bytes.ts'

const MAX = 300

/** The types of MQTT 3.1.1 §2.2.1, as first bytes, CONNECT apart. */
const otherPacket = fc
  .record({ type: fc.integer({ min: 2, max: 14 }), size: fc.integer({ min: 0, max: MAX }) })
  .map(({ type, size }) => packet(type << 4, Buffer.alloc(size, 0x10)))
const connect = fc.integer({ min: 0, max: MAX }).map((size) => packet(0x10, Buffer.alloc(size, 1)))
const conversation = fc
  .tuple(connect, fc.array(otherPacket, { maxLength: 8 }))
  .map(([first, others]) => Buffer.concat([first, ...others]))

/** Gives the guard these bytes in pieces of the given sizes, the rest at once. */
function accepts(guard: PacketGuard, bytes: Buffer, sizes: readonly number[]): boolean {
  let at = 0
  for (const size of [...sizes, bytes.length]) {
    if (!guard.accepts(bytes.subarray(at, at + size))) return false
    at += size
  }
  return true
}

const sizes = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 })

describe('the packet guard', () => {
  it('lets every allowed conversation pass, however its bytes are cut up', () => {
    fc.assert(
      fc.property(conversation, sizes, (bytes, cuts) => accepts(new PacketGuard(MAX), bytes, cuts)),
    )
  })

  it('stops at every packet that announces too much, wherever it comes and however it is cut up', () => {
    const tooLong = fc.integer({ min: MAX + 1, max: 268_435_455 })
    fc.assert(
      fc.property(conversation, tooLong, sizes, (before, length, cuts) => {
        const bytes = Buffer.concat([before, Buffer.of(0x30), remainingLength(length)])
        return !accepts(new PacketGuard(MAX), bytes, cuts)
      }),
    )
  })

  it('takes the longest allowed packet and refuses one byte more', () => {
    const header = (length: number) => Buffer.concat([Buffer.of(0x10), remainingLength(length)])
    expect(new PacketGuard(4096).accepts(header(4096))).toBe(true)
    expect(new PacketGuard(4096).accepts(header(4097))).toBe(false)
  })

  it('refuses a remaining length of five bytes, even where it says nothing', () => {
    expect(new PacketGuard(MAX).accepts(Buffer.of(0x10, 0x80, 0x80, 0x80))).toBe(true)
    expect(new PacketGuard(MAX).accepts(Buffer.of(0x10, 0x80, 0x80, 0x80, 0x80))).toBe(false)
  })

  it('wants CONNECT first, with its reserved flags at zero', () => {
    const first = Array.from({ length: 256 }, (_, byte) => byte)
    const accepted = first.filter((byte) => new PacketGuard(MAX).accepts(Buffer.of(byte)))
    expect(accepted).toEqual([0x10])
  })
})
