import { connect, type Socket } from 'node:net'

export interface Answer {
  status: number
  head: string
  body: string
}

export interface Request {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

const ANSWER_MS = 10_000

/**
 * Keep-alive connections to one server, as many as there are requests under way. `fetch` and `http.request` cost more
 * than most of the answers measured here, so requests are written and answers read by hand.
 */
export class Connections {
  readonly port: number
  readonly #idle: Connection[] = []
  readonly #open = new Set<Connection>()

  constructor(port: number) {
    this.port = port
  }

  /** The address of a path, as a proof names it. */
  urlOf(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`
  }

  send(request: Request): Promise<Answer> {
    return this.sendText(this.textOf(request))
  }

  /** The bytes of a request, to be sent again and again. */
  textOf({ method, path, headers, body = '' }: Request): string {
    const lines = Object.entries({
      Host: `127.0.0.1:${this.port}`,
      ...headers,
      ...(method === 'GET' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    }).map(([name, value]) => `${name}: ${value}\r\n`)
    return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
  }

  async sendText(text: string): Promise<Answer> {
    const connection = this.#takeIdle() ?? this.#connect()
    const answer = await connection.exchange(text)
    this.#idle.push(connection)
    return answer
  }

  close(): void {
    for (const connection of this.#open) connection.close()
    this.#open.clear()
    this.#idle.length = 0
  }

  /** Between two rounds a server may close what has long been idle. */
  #takeIdle(): Connection | null {
    for (;;) {
      const connection = this.#idle.pop()
      if (connection === undefined) return null
      if (!connection.isClosed) return connection
      this.#open.delete(connection)
    }
  }

  #connect(): Connection {
    const connection = new Connection(this.port)
    this.#open.add(connection)
    return connection
  }
}

/** One connection, one request at a time. */
class Connection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.setTimeout(ANSWER_MS, () => {
      if (this.#waiting !== null) this.#socket.destroy(new Error('no answer in time'))
    })
    this.#socket.on('data', (bytes) => this.#take(bytes))
    this.#socket.on('error', (error) => this.#waiting?.reject(error))
    this.#socket.on('close', () => this.#waiting?.reject(new Error('closed without an answer')))
  }

  get isClosed(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded
  }

  exchange(text: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(text)
    })
  }

  close(): void {
    this.#waiting = null
    this.#socket.destroy()
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes])
    const answer = answerIn(this.#received)
    if (answer === null) return
    this.#received = Buffer.alloc(0)
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve(answer)
  }
}

/** `null` until the whole answer has come: it says how long it is, or comes in chunks (RFC 9112 §7.1), as pages do. */
function answerIn(bytes: Buffer): Answer | null {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const head = bytes.toString('latin1', 0, headEnd)
  const status = Number(head.slice(9, 12))
  const sent = bytes.subarray(headEnd + 4)
  const body = /\r\ntransfer-encoding: *chunked/i.test(head) ? chunksIn(sent) : wholeIn(sent, head)
  return body === null ? null : { status, head, body: body.toString('utf8') }
}

function wholeIn(bytes: Buffer, head: string): Buffer | null {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`an answer without its length:\n${head}`)
  return bytes.length < Number(length) ? null : bytes.subarray(0, Number(length))
}

function chunksIn(bytes: Buffer): Buffer | null {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return null
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const start = lineEnd + 2
    if (bytes.length < start + size + 2) return null
    if (size === 0) return Buffer.concat(chunks)
    chunks.push(bytes.subarray(start, start + size))
    at = start + size + 2
  }
}

/** The answer's JSON; anything but the expected status means that something is broken. */
export function bodyOf<T = unknown>({ status, body }: Answer, expected: number): T {
  if (status !== expected) throw new Error(`${status} instead of ${expected}: ${body}`)
  return JSON.parse(body) as T
}
