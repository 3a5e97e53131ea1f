import { availableParallelism } from 'node:os'
import process from 'node:process'
import { measureCommits } from './commits.ts'
import { runToItsEnd, say } from './ending.ts'
import { openFilesLimit, watchOthers } from './machine.ts'
import { measureMemory } from './memory.ts'
import { measureProofs } from './proof-rate.ts'
import {
  commitRows,
  helloRows,
  memoryRow,
  proofRows,
  signInRows,
  stormRows,
  tapRows,
} from './rows.ts'
import { measureStorm } from './storm.ts'
import { type Row, table } from './table.ts'
import { measureTaps } from './tap.ts'
import { measureThroughput } from './throughput.ts'

const USUAL = {
  load: { rounds: 3, warmMs: 1500, signInsWarm: { ms: 6000, most: 1500 }, ms: 2000 },
  proofs: { rounds: 3, proofs: 10_000 },
  taps: { rounds: 2, tvs: 200 },
  storm: { rounds: 3, warmMs: 1500, calmMs: 1500, stormMs: 3000 },
  memory: { rounds: 1, tvs: 2000 },
}
const QUICK: typeof USUAL = {
  load: { rounds: 3, warmMs: 500, signInsWarm: { ms: 2000, most: 500 }, ms: 600 },
  proofs: { rounds: 3, proofs: 2000 },
  taps: { rounds: 1, tvs: 200 },
  storm: { rounds: 3, warmMs: 500, calmMs: 500, stormMs: 1000 },
  memory: { rounds: 1, tvs: 1000 },
}
const FULL: typeof USUAL = {
  load: { rounds: 5, warmMs: 3000, signInsWarm: { ms: 15_000, most: 3000 }, ms: 2500 },
  proofs: { rounds: 5, proofs: 10_000 },
  taps: { rounds: 3, tvs: 200 },
  storm: { rounds: 3, warmMs: 3000, calmMs: 3000, stormMs: 5000 },
  memory: { rounds: 1, tvs: 10_000 },
}
/** Cores that other programs may use before the figures say more about them than about us. */
const MOST_OTHERS = 0.3
/** What a process has open beside its TVs' connections. */
const OTHER_FILES = 200
/** Longer than any run takes, on a machine as busy as may be; whatever hangs ends here. */
const LIMIT_MS = 15 * 60_000

async function main(): Promise<number> {
  const plan = planOf(process.argv.slice(2))
  const others = watchOthers()
  const rows: Row[] = []

  say('proofs …')
  const proofs = await measureProofs(plan.proofs)
  say('hellos and sign-ins beside their floors and oidc-provider …')
  const throughput = await measureThroughput(plan.load)
  rows.push(...helloRows(throughput), ...proofRows(proofs), ...signInRows(throughput))
  say('commits …')
  rows.push(...commitRows(await measureCommits()))
  say('taps …')
  rows.push(...tapRows(await measureTaps(plan.taps), plan.taps.tvs))
  say('a storm of sign-ins …')
  rows.push(...stormRows(await measureStorm(plan.storm)))

  const { tvs } = plan.memory
  say(`${tvs} connected TVs …`)
  const bytes: number[] = []
  for (let round = 0; round < plan.memory.rounds; round += 1) bytes.push(await measureMemory(tvs))
  rows.push(memoryRow(bytes, tvs))

  const used = others()
  const busiest = Math.max(
    ...Object.values(throughput)
      .flat()
      .map((load) => load.benchCores),
  )
  const lines = [
    `Median of several rounds (least–greatest), or one. Node ${process.version}, ${availableParallelism()} cores;`,
    `other programs used ${used.toFixed(2)} of them meanwhile, the load itself ${busiest.toFixed(2)} at most.`,
    ...(used > MOST_OTHERS
      ? ['That is too much of other programs: repeat it on a quiet machine.']
      : []),
    'test/bench/README.md says what each figure means.',
  ]
  process.stdout.write(`\n${table(rows)}\n\n${lines.join('\n')}\n`)
  return 0
}

function planOf(args: readonly string[]): typeof USUAL {
  const unknown = args.filter((arg) => arg !== '--quick' && arg !== '--full')
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(' ')}; known: --quick, --full`)
  if (args.includes('--quick')) return QUICK
  if (!args.includes('--full')) return USUAL
  const room = (openFilesLimit() ?? 0) - OTHER_FILES
  return room < FULL.memory.tvs ? { ...FULL, memory: USUAL.memory } : FULL
}

runToItsEnd(main, LIMIT_MS)
