import type { Finding } from './finding.ts'

/** One request; a body goes as it stands. */
export interface Call {
  method: 'GET' | 'HEAD' | 'POST'
  url: string
  headers?: Record<string, string>
  body?: string
}

/** What came back, whatever its status; redirects are not followed. */
export interface Seen {
  status: number
  headers: Headers
  /** As much as a `Wire` reads: what an honest server says is far shorter. */
  text: string
}

/** All that the checks know of the world, so that tests can hold its clock. */
export interface Wire {
  /** @throws Stopped without an answer, and when nothing more may be sent */
  send(call: Call): Promise<Seen>
  /** Milliseconds. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

/** A check cannot go on. Thrown from wherever that is seen; the runner takes the finding from it. */
export class Stopped extends Error {
  override name = 'Stopped'
  readonly finding: Finding

  constructor(finding: Finding) {
    super(finding.saw)
    this.finding = finding
  }
}

/** How much one run may ask of a server. */
export interface Bounds {
  requests: number
  milliseconds: number
}

/** A wire that sends so many requests and no more, and goes no further when the time is up. */
export function boundedWire(wire: Wire, bounds: Bounds): Wire & { sent(): number } {
  const end = wire.now() + bounds.milliseconds
  let sent = 0
  const stop = (saw: string) => new Stopped({ result: 'not_applicable', saw })
  return {
    now: () => wire.now(),
    sent: () => sent,
    async send(call) {
      if (sent >= bounds.requests) throw stop(`not reached within ${bounds.requests} requests`)
      if (wire.now() >= end) throw stop(OUT_OF_TIME)
      sent += 1
      return wire.send(call)
    },
    async sleep(milliseconds) {
      if (wire.now() + milliseconds > end) throw stop(OUT_OF_TIME)
      await wire.sleep(milliseconds)
    },
  }
}

const OUT_OF_TIME = 'not reached in the time of one run'
