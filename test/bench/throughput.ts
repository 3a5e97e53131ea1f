import { type Child, type ServerChild, startChild, startPeer, startServer } from './child.ts'
import { Connections } from './connection.ts'
import { ask, bearerHellos, provenHellos } from './hello.ts'
import { type Load, load } from './load.ts'
import { peerSignInStep } from './peer/sign-in.ts'
import { appSignInStep, provenSignInStep, wholeSignInStep } from './sign-ins.ts'

const AT_ONCE = 16

/** How long each is loaded. */
export interface ThroughputPlan {
  rounds: number
  /** Before the first round. */
  warmMs: number
  /** The same for sign-ins, which run through the most code and become fast by number, not time. */
  signInsWarm: { ms: number; most: number }
  /** In each round. */
  ms: number
}

/** Both floors, hellos with and without a proof, and sign-ins: ours in three ways, the peer's in one. */
export interface Throughput {
  http: Load[]
  express: Load[]
  bearer: Load[]
  proven: Load[]
  whole: Load[]
  native: Load[]
  app: Load[]
  peer: Load[]
}

/** One thing of which there are many, and the process that it costs. */
interface Task {
  name: keyof Throughput
  child: Child
  isSignIn?: true
  prepare?(ms: number): Promise<void>
  step(worker: number): Promise<unknown>
}

/** Loads the floors, the server and the peer in turn, so that a slow minute of the machine meets all of them alike. */
export async function measureThroughput(plan: ThroughputPlan): Promise<Throughput> {
  const [server, peer] = [await startServer(), await startPeer()]
  const [http, express] = [await startChild('http-floor.ts'), await startChild('express-floor.ts')]
  const children = [server, peer, http, express]
  const to = new Map(children.map((child) => [child as Child, new Connections(child.port)]))
  const connectionsTo = (child: Child): Connections => to.get(child) as Connections

  const bearer = await bearerHellos(connectionsTo(server))
  const tasks: Task[] = [
    { name: 'http', child: http, step: () => ask(connectionsTo(http), bearer.text) },
    { name: 'express', child: express, step: () => ask(connectionsTo(express), bearer.text) },
    { name: 'bearer', child: server, ...bearer },
    { name: 'proven', child: server, ...(await provenHellos(connectionsTo(server))) },
    ...(await signInTasks(server, connectionsTo(server))),
    await peerTask(peer, connectionsTo(peer)),
  ]
  const result = await inTurn(tasks, plan)
  for (const connections of to.values()) connections.close()
  for (const child of children) await child.close()
  return result
}

async function signInTasks(child: ServerChild, connections: Connections): Promise<Task[]> {
  const step = { child, isSignIn: true } as const
  return [
    { name: 'whole', ...step, step: await wholeSignInStep(connections) },
    { name: 'native', ...step, step: await provenSignInStep(connections) },
    { name: 'app', ...step, step: await appSignInStep(connections) },
  ]
}

async function peerTask(child: ServerChild, connections: Connections): Promise<Task> {
  return { name: 'peer', child, isSignIn: true, step: await peerSignInStep(connections) }
}

async function inTurn(tasks: readonly Task[], plan: ThroughputPlan): Promise<Throughput> {
  const result: Throughput = {
    http: [],
    express: [],
    bearer: [],
    proven: [],
    whole: [],
    native: [],
    app: [],
    peer: [],
  }
  const run = async (task: Task, extent: { ms: number; most?: number }): Promise<Load> => {
    await task.prepare?.(extent.ms)
    return load(task.child, { ...extent, atOnce: AT_ONCE }, task.step)
  }
  for (const task of tasks) {
    await run(task, task.isSignIn ? plan.signInsWarm : { ms: plan.warmMs })
  }
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const task of tasks) result[task.name].push(await run(task, { ms: plan.ms }))
  }
  return result
}
