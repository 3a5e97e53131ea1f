import { fetchWire } from '../../server/cli/probe/fetch-wire.ts'
import { type Report, runProbe, type Wish } from '../../server/cli/probe/run.ts'
import type { Call, Wire } from '../../server/cli/probe/wire.ts'

/** A wire whose waiting only moves a server's clock, and all that went over it. */
export interface HeldWire extends Wire {
  calls: Call[]
  /** Milliseconds that were waited for. */
  waits: number[]
}

/** @param clock epoch seconds, as the probed server has it */
export function heldWire(clock: { now: number }): HeldWire {
  let milliseconds = 0
  const began = clock.now
  const calls: Call[] = []
  const waits: number[] = []
  return {
    calls,
    waits,
    now: () => milliseconds,
    async sleep(wait) {
      waits.push(wait)
      milliseconds += wait
      clock.now = began + Math.floor(milliseconds / 1000)
    },
    send(call) {
      calls.push(call)
      return fetchWire.send(call)
    },
  }
}

/** Runs the probe; it must come to a report. */
export async function probed(
  wire: Wire,
  wish: Partial<Wish> & { url: string; clientId: string },
): Promise<Report> {
  const report = await runProbe(wire, {
    clientSecret: null,
    otherClientId: null,
    appName: wish.clientId,
    account: null,
    prompt: null,
    slow: false,
    begins: () => undefined,
    ...wish,
  })
  if (typeof report === 'string') throw new Error(report)
  return report
}

/** The ids of the checks that came to this. */
export function idsOf({ checks }: Report, result: Report['checks'][number]['result']): string[] {
  return checks.filter((check) => check.result === result).map(({ id }) => id)
}
