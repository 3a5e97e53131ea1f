import { availableParallelism } from 'node:os'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../../support/chromium.ts'
import { runToItsEnd, say } from '../ending.ts'
import { watchOthers } from '../machine.ts'
import { median } from '../statistics.ts'
import { type Row, table } from '../table.ts'
import { openFloor } from './floor.ts'
import { openHouse } from './house.ts'
import { ALL_KB, UP_TO_CODE_KB } from './limits.ts'
import { type BootRound, bootRound, PLAIN_HOST, visitHome } from './rounds.ts'
import { bootRows, homeRows, soakRows, weightRows } from './rows.ts'
import { SOAK_MS, soak, soakSettings } from './soak.ts'
import { weigh } from './weights.ts'

const ROUNDS = 11
const QUICK_ROUNDS = 3
const PRESSES = 60
const QUICK_PRESSES = 20
/** Cores that other programs may use before the times say more about them than about us. */
const MOST_OTHERS = 0.3
/** Between two rounds nothing of ours is at work: then it shows what else is. */
const LOOK_MS = 500
/** Longer than any run takes, on a machine as busy as may be; whatever hangs ends here. */
const LIMIT_MS = 30 * 60_000
const KNOWN = ['--quick', '--soak']

const TV_APP = fileURLToPath(new URL('../../../dist/tv-app', import.meta.url))

async function main(): Promise<number> {
  const args = process.argv.slice(2)
  const unknown = args.filter((arg) => !KNOWN.includes(arg))
  if (unknown.length > 0)
    throw new Error(`unknown: ${unknown.join(' ')}; known: ${KNOWN.join(' ')}`)
  const browser = await launchChromium([`--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`])
  try {
    return args.includes('--soak')
      ? await runSoak(browser)
      : await runBench(browser, args.includes('--quick'))
  } finally {
    await browser.close()
  }
}

async function runBench(browser: Browser, quick: boolean): Promise<number> {
  const house = await openHouse()
  const floor = await openFloor()
  const others: number[] = []
  const rounds: BootRound[][] = []
  say('warming up …')
  await bootRound(browser, house, floor)
  const count = quick ? QUICK_ROUNDS : ROUNDS
  for (let round = 1; round <= count; round += 1) {
    const used = watchOthers()
    await pause(LOOK_MS)
    others.push(used())
    say(`boot ${round} of ${count} …`)
    rounds.push(await bootRound(browser, house, floor))
  }
  say('500 titles …')
  const home = await visitHome(browser, house, floor, quick ? QUICK_PRESSES : PRESSES)
  const weights = weigh(TV_APP)
  report(
    [...bootRows(rounds), ...homeRows(home), ...weightRows(weights)],
    [
      `${count} boots of each; Chromium ${browser.version()}, ${availableParallelism()} cores;`,
      `other programs used ${median(others).toFixed(2)} of them between the boots.`,
      ...(median(others) > MOST_OTHERS
        ? ['That is too much of other programs: repeat it on a quiet machine.']
        : []),
    ],
  )
  await floor.close()
  await house.close()
  const isTooHeavy =
    weights.upToCode > UP_TO_CODE_KB.atLeast * 1000 || weights.all > ALL_KB.atLeast * 1000
  if (isTooHeavy) say('the TV app is too heavy')
  return isTooHeavy ? 1 : 0
}

async function runSoak(browser: Browser): Promise<number> {
  const house = await openHouse(await soakSettings())
  say(`soaking for ${Math.round(SOAK_MS / 1000)} s …`)
  const cycles = await soak(browser, house, SOAK_MS)
  report(soakRows(cycles), [`${cycles.length} evenings in two hours of the set's own timers.`])
  await house.close()
  return 0
}

function report(rows: readonly Row[], lines: readonly string[]): void {
  const explained = 'test/bench/tv/README.md says what each figure means.'
  process.stdout.write(`\n${table(rows)}\n\n${[...lines, explained].join('\n')}\n`)
}

runToItsEnd(main, LIMIT_MS)
