/** A CONNECT made by hand, for what no decent client would send. */
export interface RawConnect {
  clientId: string
  username?: string
  password?: string
  clean?: boolean
  will?: boolean
  protocol?: string
  version?: number
  /** Seconds. */
  keepalive?: number
}

export function connectPacket(connect: RawConnect): Buffer {
  const { clientId, username, password, clean = true, will = false } = connect
  let flags = clean ? 0x02 : 0
  if (will) flags |= 0x04
  if (username !== undefined) flags |= 0x80
  if (password !== undefined) flags |= 0x40
  const keepalive = connect.keepalive ?? 60
  const body = [
    text(connect.protocol ?? 'MQTT'),
    Buffer.of(connect.version ?? 4, flags, keepalive >> 8, keepalive & 0xff),
    // MQTT 5 has an empty set of properties here.
    ...(connect.version === 5 ? [Buffer.of(0)] : []),
    text(clientId),
    ...(will ? [text('devices/tv-a/messages'), text('gone')] : []),
    ...(username === undefined ? [] : [text(username)]),
    ...(password === undefined ? [] : [text(password)]),
  ]
  return packet(0x10, Buffer.concat(body))
}

export function subscribePacket(topic: string): Buffer {
  return packet(0x82, Buffer.concat([Buffer.of(0, 1), text(topic), Buffer.of(0)]))
}

export function packet(firstByte: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(firstByte), remainingLength(body.length), body])
}

/** MQTT 3.1.1 §2.2.3. */
export function remainingLength(length: number): Buffer {
  const bytes: number[] = []
  let rest = length
  do {
    bytes.push((rest % 128) | (rest > 127 ? 0x80 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.from(bytes)
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes])
}
