import { expect, test } from 'vitest'

import { makeAskAgain } from '../../phone-web/src/ask-again.ts'
import type { State } from '../../phone-web/src/steps/state.ts'
import { asking, connected, matching, questioning } from './steps/states.ts'

/** A page whose clock the test turns. `asked` are the moments, in milliseconds, at which it asked. */
function openPage() {
  let nowMs = 0
  let hidden = false
  let due: { atMs: number; run(): void } | null = null
  const asked: number[] = []
  const askAgain = makeAskAgain({
    timers: {
      nowMs: () => nowMs,
      set: (run, ms) => {
        due = { atMs: nowMs + ms, run }
        return due
      },
      clear: (timer) => {
        if (timer === due) due = null
      },
    },
    isHidden: () => hidden,
    ask: () => {
      asked.push(nowMs)
      askAgain.follow(questioning())
    },
  })
  return {
    asked,
    is: (state: State) => askAgain.follow(state),
    pass(ms: number) {
      const untilMs = nowMs + ms
      while (due !== null && due.atMs <= untilMs) {
        const { atMs, run } = due
        nowMs = Math.max(nowMs, atMs)
        due = null
        run()
      }
      nowMs = untilMs
    },
    turn(now: 'hidden' | 'seen') {
      hidden = now === 'hidden'
      askAgain.turn()
    },
    setClockBack(ms: number) {
      nowMs -= ms
    },
  }
}

test('asks two seconds after the digits came, and two seconds after each answer', () => {
  const page = openPage()
  page.is(matching())
  page.pass(1999)
  expect(page.asked).toEqual([])
  page.pass(1)
  expect(page.asked).toEqual([2000])
  page.pass(5000)
  expect(page.asked).toEqual([2000])
  page.is(matching({ asked: 1 }))
  page.pass(2000)
  expect(page.asked).toEqual([2000, 9000])
})

test('leaves a server alone for as long as it wants', () => {
  const page = openPage()
  page.is(matching({ waitSeconds: 30 }))
  page.pass(29_999)
  expect(page.asked).toEqual([])
  page.pass(1)
  expect(page.asked).toEqual([30_000])
})

test.each<[string, State]>([
  ['"Not my TV"', asking()],
  ['the end', connected],
])('asks no more after %s', (_, state) => {
  const page = openPage()
  page.is(matching())
  page.is(state)
  page.pass(60_000)
  page.turn('seen')
  page.pass(60_000)
  expect(page.asked).toEqual([])
})

test('asks nothing while nobody sees the page, and at once when it is seen again', () => {
  const page = openPage()
  page.is(matching())
  page.turn('hidden')
  page.pass(30_000)
  expect(page.asked).toEqual([])
  page.turn('seen')
  page.pass(0)
  expect(page.asked).toEqual([30_000])
})

test('an answer that comes to a hidden page starts no question', () => {
  const page = openPage()
  page.is(questioning())
  page.turn('hidden')
  page.is(matching({ asked: 1 }))
  page.pass(30_000)
  expect(page.asked).toEqual([])
})

test('however often the page is turned, no question comes sooner', () => {
  const page = openPage()
  page.is(matching())
  for (let turns = 0; turns < 19; turns++) {
    page.turn('hidden')
    page.pass(50)
    page.turn('seen')
    page.pass(50)
  }
  expect(page.asked).toEqual([])
  page.pass(100)
  expect(page.asked).toEqual([2000])
})

test('a clock that is set back does not hold the question up', () => {
  const page = openPage()
  page.is(matching())
  page.pass(1000)
  page.setClockBack(3_600_000)
  page.turn('hidden')
  page.turn('seen')
  page.pass(2000)
  expect(page.asked).toHaveLength(1)
})
