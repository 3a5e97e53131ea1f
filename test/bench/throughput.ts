import { type Child, startChild, startServer } from './child.ts'
import { Connections } from './connection.ts'
import { ask, helloStep } from './hello.ts'
import { type Load, load } from './load.ts'
import { signInStep } from './sign-ins.ts'

const AT_ONCE = 16

export interface Throughput {
  http: Load[]
  express: Load[]
  hello: Load[]
  signIns: Load[]
}

/**
 * Loads both floors and the server in turn, so that a slow minute of the machine meets all of them alike. The floors
 * get the very bytes of a hello.
 *
 * @param plan.warmMs how long each is loaded before the first round
 * @param plan.signInsWarm the same for sign-ins, which run through the most code and become fast by number, not time
 * @param plan.ms how long each is loaded in each round
 */
export async function measureThroughput(plan: {
  rounds: number
  warmMs: number
  signInsWarm: { ms: number; most: number }
  ms: number
}): Promise<Throughput> {
  const server = await startServer()
  const http = await startChild('http-floor.ts')
  const express = await startChild('express-floor.ts')
  const toServer = new Connections(server.port)
  const toHttp = new Connections(http.port)
  const toExpress = new Connections(express.port)

  const hello = await helloStep(toServer)
  const signIn = await signInStep(toServer)
  const loads: [keyof Throughput, Child, (worker: number) => Promise<unknown>][] = [
    ['http', http, () => ask(toHttp, hello.text)],
    ['express', express, () => ask(toExpress, hello.text)],
    ['hello', server, hello.step],
    ['signIns', server, signIn],
  ]
  for (const [name, child, step] of loads) {
    const extent = name === 'signIns' ? plan.signInsWarm : { ms: plan.warmMs }
    await load(child, { ...extent, atOnce: AT_ONCE }, step)
  }
  const result: Throughput = { http: [], express: [], hello: [], signIns: [] }
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [name, child, step] of loads) {
      result[name].push(await load(child, { ms: plan.ms, atOnce: AT_ONCE }, step))
    }
  }
  for (const connections of [toServer, toHttp, toExpress]) connections.close()
  await Promise.all([server.close(), http.close(), express.close()])
  return result
}
