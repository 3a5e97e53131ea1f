import { availableParallelism } from 'node:os'
import process from 'node:process'

import { measureCommits } from './commits.ts'
import { openFilesLimit, watchOthers } from './machine.ts'
import { measureMemory } from './memory.ts'
import { measureStorm } from './storm.ts'
import { type Row, table } from './table.ts'
import { measureTaps } from './tap.ts'
import { measureThroughput } from './throughput.ts'

const USUAL = {
  load: { rounds: 3, warmMs: 3000, signInsWarm: { ms: 25_000, most: 3000 }, ms: 4000 },
  taps: { rounds: 3, tvs: 200 },
  storm: { rounds: 3, warmMs: 3000, calmMs: 3000, stormMs: 5000 },
  memory: { rounds: 3, tvs: 2000 },
}
const QUICK: typeof USUAL = {
  load: { rounds: 3, warmMs: 500, signInsWarm: { ms: 2000, most: 500 }, ms: 600 },
  taps: { rounds: 1, tvs: 200 },
  storm: { rounds: 3, warmMs: 500, calmMs: 500, stormMs: 1000 },
  memory: { rounds: 1, tvs: 1000 },
}
const FULL_TVS = 10_000
/** What a process has open beside its TVs' connections. */
const OTHER_FILES = 200
/** Longer than any run takes; whatever hangs ends here. */
const LIMIT_MS = 8 * 60_000

async function main(): Promise<void> {
  const plan = planOf(process.argv.slice(2))
  const others = watchOthers()
  const rows: Row[] = []

  say('sign-ins and hellos beside their floors …')
  const { http, express, hello, signIns } = await measureThroughput(plan.load)
  const cpu = (loads: typeof http): number[] => loads.map(({ cpuMicros }) => cpuMicros)
  const rate = (loads: typeof http): number[] => loads.map(({ perSecond }) => perSecond)
  const toExpress = { values: cpu(express), unit: 'µs' as const }
  const toHttp = { values: cpu(http), unit: 'µs' as const }
  rows.push(
    { what: 'constant answer, node:http, CPU', values: cpu(http), unit: 'µs' },
    { what: 'constant answer, Express 5, CPU', values: cpu(express), unit: 'µs', floor: toHttp },
    { what: 'whole sign-ins per second', values: rate(signIns) },
    { what: 'whole sign-ins per CPU-second', values: cpu(signIns).map((micros) => 1e6 / micros) },
    { what: 'whole sign-in, CPU ÷ Express 5', values: cpu(signIns), unit: 'µs', floor: toExpress },
    { what: 'hellos per second', values: rate(hello) },
    {
      what: 'hello (Bearer), CPU ÷ Express 5',
      values: cpu(hello),
      unit: 'µs',
      floor: toExpress,
      limits: { atLeast: 1.8, edge: 1.4, ofRatio: true },
    },
    { what: 'hello (Bearer), CPU ÷ node:http', values: cpu(hello), unit: 'µs', floor: toHttp },
  )

  say('taps …')
  rows.push(...tapRows(await measureTaps(plan.taps), plan.taps.tvs))
  say('a storm of sign-ins …')
  rows.push(...stormRows(await measureStorm(plan.storm)))

  say(`${plan.memory.tvs} connected TVs …`)
  const kilobytes: number[] = []
  for (let round = 0; round < plan.memory.rounds; round += 1) {
    kilobytes.push((await measureMemory(plan.memory.tvs)) / 1000)
  }
  rows.push({
    what: `memory per TV, ${plan.memory.tvs.toLocaleString('en')} connected`,
    values: kilobytes,
    unit: 'KB',
    limits: { atLeast: 25, edge: 15 },
  })

  say('commits …')
  rows.push({
    what: 'commits per whole sign-in',
    values: [await measureCommits()],
    limits: { atLeast: 4, edge: 3 },
  })

  const busiest = Math.max(...[...hello, ...signIns].map(({ benchCores }) => benchCores))
  const lines = [
    `Median of several rounds (least–greatest), or one. Node ${process.version}, ${availableParallelism()} cores;`,
    `other programs used ${others().toFixed(2)} of them meanwhile, the load itself ${busiest.toFixed(2)} at most.`,
    'test/bench/README.md says what each figure means.',
  ]
  process.stdout.write(`\n${table(rows)}\n\n${lines.join('\n')}\n`)
}

function tapRows(taps: Awaited<ReturnType<typeof measureTaps>>, tvs: number): Row[] {
  return [
    {
      what: `tap → TV knows, ${tvs} TVs, mean`,
      values: taps.map(({ mean }) => mean),
      unit: 'ms',
      limits: { atLeast: 5, edge: 2 },
    },
    { what: `tap → TV knows, ${tvs} TVs, p50`, values: taps.map(({ p50 }) => p50), unit: 'ms' },
    {
      what: `tap → TV knows, ${tvs} TVs, p99`,
      values: taps.map(({ p99 }) => p99),
      unit: 'ms',
      limits: { atLeast: 20, edge: 7.5 },
    },
  ]
}

function stormRows(rounds: Awaited<ReturnType<typeof measureStorm>>): Row[] {
  return [
    {
      what: 'hello p99 while 16 phones sign in',
      values: rounds.map(({ stormP99 }) => stormP99),
      unit: 'ms',
      floor: { values: rounds.map(({ calmP99 }) => calmP99), unit: 'ms' },
      limits: { atLeast: 15, edge: 6 },
    },
    {
      what: 'password sign-ins per second then',
      values: rounds.map(({ signInsPerSecond }) => signInsPerSecond),
    },
  ]
}

function planOf(args: readonly string[]): typeof USUAL {
  const unknown = args.filter((arg) => arg !== '--quick' && arg !== '--full')
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(' ')}; known: --quick, --full`)
  const plan = args.includes('--quick') ? QUICK : USUAL
  const room = (openFilesLimit() ?? 0) - OTHER_FILES
  if (!args.includes('--full') || room < FULL_TVS) return plan
  return { ...plan, memory: { rounds: 1, tvs: FULL_TVS } }
}

function say(what: string): void {
  process.stderr.write(`${what}\n`)
}

// Ending by exit() runs the handlers that end the children and remove their folders.
process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143))
setTimeout(() => {
  say(`not done after ${LIMIT_MS / 60_000} minutes`)
  process.exit(1)
}, LIMIT_MS).unref()

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exit(1)
  },
)
