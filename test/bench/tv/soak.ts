import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'

import { freePort } from '../../support/process.ts'
import type { House } from './house.ts'
import { pressOne } from './keys.ts'
import { type BenchSet, turnOnSet } from './set.ts'

export interface Cycle {
  heap: number
  textures: number
  nodes: number
  listeners: number
}

/** So many times as fast as outside do the page's long timers run … */
const FASTER = 30
/** … and shorter ones as they are: how long an answer is waited for, and how long a person is given to read. */
const LONG_MS = 20_000
/** Two hours of the set's are four minutes of ours. */
export const SOAK_MS = (2 * 3600 * 1000) / FASTER
/** Tokens and codes live by the server's clock, which stays true: so both live shortly here, tokens and codes. */
export const soakSettings = async () => {
  const port = await freePort()
  return {
    port,
    // Without it the broker's address would be one of the network's, where this server does not listen.
    publicUrl: `http://localhost:${port}`,
    tokens: { accessTtlSeconds: (10 * 60) / FASTER },
    link: { perDevice: 10_000, ttlSeconds: 50 },
  }
}

/** The page's long timers only: its clock stays true, since the server would refuse proofs of another time. */
const FAST_TIMERS = `(function () {
  ['setTimeout', 'setInterval'].forEach(function (name) {
    var original = window[name]
    window[name] = function (run, ms) { return original.call(window, run, ms >= ${LONG_MS} ? ms / ${FASTER} : ms) }
  })
})()`

const SCREEN = 'document.body.dataset.screen'

/** Two hours of a household's evening, over and over: linking, renewing, looking about, playing, signing out. */
export async function soak(browser: Browser, house: House, forMs: number): Promise<Cycle[]> {
  const set = await turnOnSet(browser, [FAST_TIMERS])
  await set.codeMs(`${house.base}/tv/`)
  const cycles: Cycle[] = []
  const startedAt = performance.now()
  // The first is for what is made once and kept.
  for (let cycle = 0; cycle === 0 || performance.now() - startedAt < forMs; cycle += 1) {
    const held = await evening(set, house)
    if (cycle > 0) cycles.push(held)
  }
  await set.close()
  return cycles
}

async function evening(set: BenchSet, house: House): Promise<Cycle> {
  await set.until(`${SCREEN} === 'link'`)
  const first = await set.qr()
  // It is renewed once at least; the broker is lost meanwhile, and found again.
  await disconnect(set, house)
  await set.until(
    `couchlink.play.state.screen.link && couchlink.play.state.screen.link.qr !== '${first}'`,
  )
  const held = await countHeld(set)
  await scan(set, house)
  await house.approve(await set.qr())
  await set.until(`${SCREEN} === 'home' && couchlink.play.state.rails !== null`)
  for (const way of ['Right', 'Right', 'Down', 'Right', 'Down', 'Left', 'Up', 'Right'] as const) {
    await pressOne(set, way)
    await pause(40)
  }
  await disconnect(set, house)
  await pressUntil(set, 'Enter', `${SCREEN} === 'player'`)
  await set.until(
    "!!document.querySelector('video') && document.querySelector('video').currentTime > 0",
  )
  await pressUntil(set, 'Escape', `${SCREEN} === 'link'`)
  return held
}

/** A code that is renewed all the while may be gone before it is scanned; then the next one is. */
async function scan(set: BenchSet, house: House): Promise<void> {
  // The line that was lost comes back within twenty seconds, and only then is a code seen opened before it is renewed.
  for (let tries = 0; tries < 200; tries += 1) {
    const screen = await set.page.evaluate(SCREEN)
    if (screen === 'opened') return
    // After its last renewal it waits for a key.
    if (!(await set.page.evaluate('!!couchlink.play.state.screen.link'))) {
      await set.page.keyboard.press('Enter')
    } else await house.phone.open(new URL(await set.qr()).hash.slice(1))
    await pause(200)
  }
  throw new Error('the phone never reached the code')
}

/** The broker closes every connection of this set, as it does when it is restarted. */
async function disconnect(set: BenchSet, house: House): Promise<void> {
  const deviceId = await set.page.evaluate('couchlink.deviceId')
  await house.parts.notifier.disconnect(String(deviceId))
}

async function pressUntil(set: BenchSet, key: string, expression: string): Promise<void> {
  for (let press = 0; press < 50; press += 1) {
    if (await set.page.evaluate(expression)) return
    await set.page.keyboard.press(key)
    await pause(200)
  }
  throw new Error(`${key} never led to ${expression}`)
}

async function countHeld(set: BenchSet): Promise<Cycle> {
  const { heap, textures } = await set.memory()
  const { nodes, jsEventListeners: listeners } = await set.cdp.send('Memory.getDOMCounters')
  return { heap, textures, nodes, listeners }
}
