import { availableParallelism } from 'node:os'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../../support/chromium.ts'
import { startChild, startServer } from '../child.ts'
import { Connections } from '../connection.ts'
import { runToItsEnd, say } from '../ending.ts'
import { watchOthers } from '../machine.ts'
import { median } from '../statistics.ts'
import { table } from '../table.ts'
import { heaviest, MOST_KB, pageRows } from './rows.ts'
import { type Round, Visits } from './visits.ts'

const LOADS = 20
const QUICK_LOADS = 3
/** Cores that other programs may use before the times say more about them than about us. */
const MOST_OTHERS = 0.3
/** Between two rounds nothing of ours is at work: then it shows what else is. */
const LOOK_MS = 500
/** Longer than any run takes, on a machine as busy as may be; whatever hangs ends here. */
const LIMIT_MS = 45 * 60_000

async function main(): Promise<number> {
  const loads = loadsOf(process.argv.slice(2))
  const server = await startServer()
  const floor = await startChild('phone-page/floor.ts')
  const connections = new Connections(server.port)
  const browser = await launchChromium()
  try {
    const visits = await Visits.prepare(browser, connections, floor.port)
    const { rounds, others } = await play(visits, loads)
    report(rounds, others, browser)
    const isTooHeavy = heaviest(rounds) > MOST_KB.atLeast
    if (isTooHeavy) say(`a page is heavier than ${MOST_KB.atLeast} KB`)
    return isTooHeavy ? 1 : 0
  } finally {
    await browser.close()
    connections.close()
  }
}

/** The first round is not counted: server and browser have only just begun. */
async function play(visits: Visits, loads: number): Promise<{ rounds: Round[]; others: number[] }> {
  const rounds: Round[] = []
  const others: number[] = []
  say('warming up …')
  await visits.round()
  for (let round = 1; round <= loads; round += 1) {
    const used = watchOthers()
    await pause(LOOK_MS)
    others.push(used())
    say(`load ${round} of ${loads} …`)
    rounds.push(await visits.round())
  }
  return { rounds, others }
}

function report(rounds: readonly Round[], others: readonly number[], browser: Browser): void {
  const used = median(others)
  const lines = [
    `${rounds.length} loads of each, 4× CPU slowdown, slow 4G; Chromium ${browser.version()}, ${availableParallelism()} cores;`,
    `other programs used ${used.toFixed(2)} of them between the loads, ${Math.max(...others).toFixed(2)} at most.`,
    ...(used > MOST_OTHERS
      ? ['That is too much of other programs: repeat it on a quiet machine.']
      : []),
    'test/bench/phone-page/README.md says what each figure means.',
  ]
  process.stdout.write(`\n${table(pageRows(rounds))}\n\n${lines.join('\n')}\n`)
}

function loadsOf(args: readonly string[]): number {
  const unknown = args.filter((arg) => arg !== '--quick')
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(' ')}; known: --quick`)
  return args.includes('--quick') ? QUICK_LOADS : LOADS
}

runToItsEnd(main, LIMIT_MS)
