import type { Browser } from 'playwright-core'

import { CATALOGUE } from './catalogue.ts'
import type { Floor } from './floor.ts'
import type { House } from './house.ts'
import { type Pace, pressKeys, pressOne } from './keys.ts'
import { BOOT } from './limits.ts'
import { type BenchSet, turnOnSet } from './set.ts'

/** One boot at each slowdown: with WebCrypto, without, and the floor. */
export interface BootRound {
  slowdown: number
  own: number
  plain: number
  floor: number
}

/** Presses on the home screen, at this slowdown, and on the floor; and what the set held before and after. */
export interface HomeVisit {
  keys: { slowdown: number; pace: Pace; own: number[]; floor: number[] }[]
  /** How often each frame fills the screen while keys are pressed. */
  filled: number[]
  first: { heap: number; textures: number }
  last: { heap: number; textures: number }
}

const HOME = "document.body.dataset.screen === 'home' && couchlink.play.state.rails !== null"

/** Nothing fades, glides or waits to be painted any more. What drifts is drawn once in four seconds. */
const AT_REST = 'benchStillMs() > 700'

/** Whoever waits between presses is measured less often: it takes ten times as long. */
const PACES = [
  ['looking', 1],
  ['resting', 0.2],
] as const

/** By this name, mapped to loopback, the page has no WebCrypto: as on a home's own network without https. */
export const PLAIN_HOST = 'tv.lan'

/** Every boot is one of a set that has never been here, in turn, so that what else the machine does meets all alike. */
export async function bootRound(
  browser: Browser,
  house: House,
  { bootUrl }: Floor,
): Promise<BootRound[]> {
  const rounds: BootRound[] = []
  for (const { slowdown } of BOOT) {
    const boot = async (url: string): Promise<number> => {
      const set = await turnOnSet(browser)
      await set.slow(slowdown)
      const ms = await set.codeMs(url)
      await set.close()
      return ms
    }
    rounds.push({
      slowdown,
      own: await boot(`http://localhost:${house.port}/tv/`),
      plain: await boot(`http://${PLAIN_HOST}:${house.port}/tv/`),
      floor: await boot(bootUrl),
    })
  }
  return rounds
}

/** A bound set on its home screen, where all titles are walked past. */
export async function visitHome(
  browser: Browser,
  house: House,
  { keysUrl }: Floor,
  presses: number,
): Promise<HomeVisit> {
  const set = await turnOnSet(browser)
  await set.codeMs(`http://localhost:${house.port}/tv/`)
  await house.approve(await set.qr())
  await set.until(HOME)
  const bare = await turnOnSet(browser)
  await bare.page.goto(keysUrl)
  await bare.until(AT_REST)
  const keys: HomeVisit['keys'] = []
  for (const slowdown of [1, 6]) {
    for (const [pace, share] of PACES) {
      const measured = async (one: BenchSet): Promise<number[]> => {
        await one.page.bringToFront()
        await one.slow(slowdown)
        const times = await pressKeys(one, Math.ceil(presses * share), pace)
        await one.slow(1)
        return times
      }
      keys.push({ slowdown, pace, own: await measured(set), floor: await measured(bare) })
    }
  }
  const filled = await set.filled()
  await bare.close()
  await set.page.bringToFront()
  await set.until(AT_REST)
  const first = await set.memory()
  await walkPastAll(set)
  await set.until(AT_REST)
  const last = await set.memory()
  await set.close()
  return { keys, filled, first, last }
}

/** To the end of each rail and on to the next, as fast as the set follows. */
async function walkPastAll(set: BenchSet): Promise<void> {
  for (let rail = 0; rail < CATALOGUE.rails; rail += 1) {
    for (let title = 1; title < CATALOGUE.titles; title += 1) {
      await pressOne(set, rail % 2 === 0 ? 'Right' : 'Left')
    }
    await pressOne(set, 'Down')
  }
}
