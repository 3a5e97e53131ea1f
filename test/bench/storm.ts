import { startServer } from './child.ts'
import { Connections } from './connection.ts'
import { ask, boundTelevisions, signedHellos } from './hello.ts'
import { Phone } from './phone.ts'
import { percentile } from './statistics.ts'

const TVS = 8
const EVERY_MS = 10

export interface Storm {
  /** Milliseconds of a hello while nothing else happens. */
  calmP99: number
  /** Milliseconds of a hello while 16 phones sign in without pause. */
  stormP99: number
  signInsPerSecond: number
}

/** The hello of eight TVs, each every 10 ms, alone and then while all phones sign in with their passwords. */
export async function measureStorm(plan: {
  rounds: number
  warmMs: number
  calmMs: number
  stormMs: number
}): Promise<Storm[]> {
  const server = await startServer()
  const connections = new Connections(server.port)
  const tvs = await boundTelevisions(connections, TVS)
  const hellosFor = (ms: number): Promise<string[]> => signedHellos(tvs, (TVS * ms) / EVERY_MS)
  const phones = await Phone.all(connections)

  const warmUp = await hellosFor(plan.warmMs)
  await Promise.all([askSteadily(connections, warmUp, plan.warmMs), storm(phones, plan.warmMs)])
  const rounds: Storm[] = []
  for (let round = 0; round < plan.rounds; round += 1) {
    const calm = await askSteadily(connections, await hellosFor(plan.calmMs), plan.calmMs)
    const hellos = await hellosFor(plan.stormMs)
    const [stormy, signInsPerSecond] = await Promise.all([
      askSteadily(connections, hellos, plan.stormMs),
      storm(phones, plan.stormMs),
    ])
    rounds.push({
      calmP99: percentile(calm, 0.99),
      stormP99: percentile(stormy, 0.99),
      signInsPerSecond,
    })
  }
  connections.close()
  await server.close()
  return rounds
}

/**
 * How long each hello took, in milliseconds. A TV does not wait for one answer before it asks again, so that a slow
 * one delays no other and none is left out.
 *
 * @param hellos enough of them, of all TVs in turn
 */
async function askSteadily(
  connections: Connections,
  hellos: readonly string[],
  ms: number,
): Promise<number[]> {
  const took: number[] = []
  const asking: Promise<void>[] = []
  let next = 0
  const tick = (): void => {
    const text = hellos[next++ % hellos.length] ?? ''
    const askedAt = performance.now()
    asking.push(ask(connections, text).then(() => void took.push(performance.now() - askedAt)))
  }
  const timers: NodeJS.Timeout[] = []
  for (let index = 0; index < TVS; index += 1) {
    const begin = (): void => void timers.push(setInterval(tick, EVERY_MS))
    timers.push(setTimeout(begin, (index * EVERY_MS) / TVS))
  }
  await new Promise((resolve) => setTimeout(resolve, ms))
  for (const timer of timers) clearInterval(timer)
  await Promise.all(asking)
  return took
}

/** Every phone signs in again and again; returns how many did so in a second. */
async function storm(phones: readonly Phone[], ms: number): Promise<number> {
  let signIns = 0
  const startedAt = performance.now()
  const again = async (phone: Phone): Promise<void> => {
    while (performance.now() - startedAt < ms) {
      await phone.signIn()
      signIns += 1
    }
  }
  await Promise.all(phones.map(again))
  return (signIns / (performance.now() - startedAt)) * 1000
}
