/** What an attestation is made of. */
export type Cbor = number | string | Uint8Array | Cbor[] | Map<Cbor, Cbor>

/** As little of RFC 8949 as an authenticator needs: integers, texts, bytes, arrays and maps, each in its shortest form. */
export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') {
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  }
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)])
  return Buffer.concat([
    head(5, value.size),
    ...[...value].flatMap(([key, item]) => [cbor(key), cbor(item)]),
  ])
}

function head(type: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(type << 5) | count])
  if (count < 0x100) return Buffer.from([(type << 5) | 24, count])
  if (count < 0x10000) return Buffer.from([(type << 5) | 25, count >> 8, count & 0xff])
  throw new RangeError('No authenticator says so much.')
}
