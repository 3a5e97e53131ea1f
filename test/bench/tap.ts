import { setTimeout as pause } from 'node:timers/promises'

import { startServer } from './child.ts'
import { Connections } from './connection.ts'
import type { NoticeLine } from './notice-line.ts'
import { Phone } from './phone.ts'
import { mean, percentile } from './statistics.ts'
import { Television } from './television.ts'

/** Between two taps the server may fall asleep, as it does in life. */
const MAX_PAUSE_MS = 10

/** Milliseconds from sending the approval until the TV has its hello. */
export interface Taps {
  mean: number
  p50: number
  p99: number
}

interface Listening {
  tv: Television
  line: NoticeLine
}

/** All TVs listen; in each round every one of them is approved, in random order, and gives it up again. */
export async function measureTaps(plan: { rounds: number; tvs: number }): Promise<Taps[]> {
  const server = await startServer()
  const connections = new Connections(server.port)
  const [phone] = await Phone.all(connections)
  if (phone === undefined) throw new Error('no phone')
  const all: Listening[] = []
  for (let made = 0; made < plan.tvs; made += 1) {
    const tv = await Television.make(connections)
    await tv.askToken()
    all.push({ tv, line: await tv.listen(await tv.requestLink()) })
  }
  const rounds: Taps[] = []
  // The first round only warms up.
  for (let round = 0; round <= plan.rounds; round += 1) {
    const taps = await tapAll(all, phone)
    if (round > 0) {
      rounds.push({ mean: mean(taps), p50: percentile(taps, 0.5), p99: percentile(taps, 0.99) })
    }
  }
  for (const { line } of all) line.close()
  connections.close()
  await server.close()
  return rounds
}

async function tapAll(all: readonly Listening[], phone: Phone): Promise<number[]> {
  for (const { tv, line } of all) {
    await tv.requestLink()
    await phone.open(tv)
    await line.until('LinkOpened')
  }
  const taps: number[] = []
  const bindings = new Map<Television, string>()
  for (const { tv, line } of shuffled(all)) {
    await pause(Math.random() * MAX_PAUSE_MS)
    const tappedAt = performance.now()
    const approved = phone.approve(tv)
    await line.until('DeviceAuthorized')
    bindings.set(tv, await tv.boundHello())
    taps.push(performance.now() - tappedAt)
    await approved
  }
  for (const [tv, binding] of bindings) await tv.goodbye(binding)
  return taps
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value)
}
