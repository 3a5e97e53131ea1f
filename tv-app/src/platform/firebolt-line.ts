/** More would wait only for a line that never opens. */
const MAX_WAITING = 16

interface Message {
  id?: unknown
  method?: unknown
  result?: unknown
}

/** JSON-RPC 2.0 to the gateway of an RDK box. A line that breaks stays broken: nothing here is worth a retry. */
export class FireboltLine {
  private readonly socket: WebSocket
  private readonly waiting: string[] = []
  private readonly hearers = new Map<unknown, (result: unknown) => void>()
  private calls = 0

  /** @param endpoint `ws:` URL. Throws when it is none. */
  constructor(endpoint: string, Socket: typeof WebSocket) {
    this.socket = new Socket(endpoint)
    this.socket.onopen = () => {
      for (const text of this.waiting.splice(0)) this.socket.send(text)
    }
    this.socket.onmessage = ({ data }: MessageEvent<unknown>) => this.hear(data)
  }

  /**
   * @param method `module.method`
   * @param heard gets each result of this call: those of an event come one by one
   */
  call(method: string, params: object, heard?: (result: unknown) => void): void {
    this.calls += 1
    const id = this.calls
    if (heard) this.hearers.set(id, heard)
    const text = JSON.stringify({ jsonrpc: '2.0', id, method, params })
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(text)
    else if (this.waiting.length < MAX_WAITING) this.waiting.push(text)
  }

  private hear(data: unknown): void {
    const { id, result } = messageIn(data)
    if (result !== undefined) this.hearers.get(id)?.(result)
  }
}

function messageIn(data: unknown): Message {
  try {
    const message: unknown = JSON.parse(String(data))
    return typeof message === 'object' && message !== null ? message : {}
  } catch {
    return {}
  }
}
