/** CONNECT with its reserved flags at zero, as the first byte of a connection must be [MQTT-3.1.0-1], [MQTT-2.2.2-1]. */
const CONNECT = 0x10

/** MQTT 3.1.1 §2.2.3: a remaining length is at most four bytes. */
const LENGTH_BYTES = 4

/**
 * Follows the fixed headers of one client's MQTT packets through its bytes, however they are cut up. Needed because a
 * broker that believes an announced length collects up to 256 MB for somebody who has not signed in yet.
 */
export class PacketGuard {
  readonly #maxRemaining: number
  #started = false
  /** Bytes of the current packet that may pass unread. */
  #skip = 0
  /** Bytes of the remaining length read so far; -1 while the next byte is a packet type. */
  #lengthBytes = -1
  #length = 0

  /** @param maxRemaining the longest remaining length that may be announced, in bytes */
  constructor(maxRemaining: number) {
    this.#maxRemaining = maxRemaining
  }

  /** `false` as soon as these bytes hold a packet that must not pass; the connection is then to be cut. */
  accepts(bytes: Buffer): boolean {
    let at = 0
    while (at < bytes.length) {
      if (this.#skip > 0) {
        const passing = Math.min(this.#skip, bytes.length - at)
        this.#skip -= passing
        at += passing
      } else {
        if (!this.#acceptsHeader(bytes.readUInt8(at))) return false
        at += 1
      }
    }
    return true
  }

  #acceptsHeader(byte: number): boolean {
    if (this.#lengthBytes < 0) {
      if (!this.#started && byte !== CONNECT) return false
      this.#started = true
      this.#lengthBytes = 0
      this.#length = 0
      return true
    }
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes
    this.#lengthBytes += 1
    if (this.#length > this.#maxRemaining) return false
    if ((byte & 0x80) !== 0) return this.#lengthBytes < LENGTH_BYTES
    this.#skip = this.#length
    this.#lengthBytes = -1
    return true
  }
}
