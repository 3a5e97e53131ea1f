import { expect, test } from 'vitest'
import type { Picked } from '../../../phone-web/src/passkeys/ask.ts'
import { makeAutofill } from '../../../phone-web/src/passkeys/autofill.ts'
import type { State } from '../../../phone-web/src/steps/state.ts'
import {
  account,
  approving,
  asking,
  connected,
  credential,
  ok,
  scanned,
  unreachable,
} from '../steps/states.ts'

type Found = Picked<typeof credential>

/** A browser that offers passkeys, and a clock and a person that the test plays. */
function openPage({ reachable = true, timeout = 300_000 as number | undefined } = {}) {
  let due: { ms: number; run(): void } | null = null
  const offers: ((found: Found) => void)[] = []
  const picked: unknown[] = []
  let challenges = 0
  let cancelled = 0
  const autofill = makeAutofill({
    calls: {
      passkeyOptions: async () => {
        challenges += 1
        if (!reachable) return unreachable
        return ok({ challenge: String(challenges), ...(timeout === undefined ? {} : { timeout }) })
      },
    },
    timers: {
      set: (run, ms) => {
        due = { ms, run }
        return due
      },
      clear: (timer) => {
        if (timer === due) due = null
      },
    },
    picked: (found) => picked.push(found),
    browser: {
      pick: (_options, quietly) => {
        expect(quietly).toBe(true)
        // A browser has one such offer at a time: a new one ends the one before.
        offers.at(-1)?.({ kind: 'cancelled' })
        return new Promise((resolve) => offers.push(resolve))
      },
      cancel: () => {
        cancelled += 1
        offers.at(-1)?.({ kind: 'cancelled' })
      },
    },
  })
  const settle = () => new Promise(setImmediate)
  return {
    picked,
    counts: () => ({ challenges, offers: offers.length, cancelled }),
    async is(state: State) {
      autofill.follow(state)
      await settle()
    },
    async find(found: Found, offer = offers.length - 1) {
      offers[offer]?.(found)
      await settle()
    },
    dueMs: () => due?.ms ?? null,
    async pass() {
      const next = due
      due = null
      next?.run()
      await settle()
    },
  }
}

test('passkeys are offered as long as somebody has to sign in', async () => {
  const page = openPage()
  await page.is(scanned)
  expect(page.counts()).toEqual({ challenges: 0, offers: 0, cancelled: 0 })
  await page.is(asking())
  await page.is(asking({ note: { words: [], focus: null, again: null } }))
  await page.is(approving)
  expect(page.counts()).toEqual({ challenges: 1, offers: 1, cancelled: 0 })
  await page.is(connected)
  expect(page.counts().cancelled).toBe(1)
  expect(page.dueMs()).toBeNull()
})

test('nobody who is signed in is offered any', async () => {
  const page = openPage()
  await page.is(asking({ account }))
  expect(page.counts().challenges).toBe(0)
})

test('the one that was picked signs in, once', async () => {
  const page = openPage()
  await page.is(asking())
  await page.find({ kind: 'picked', credential })
  expect(page.picked).toEqual([credential])
  expect(page.dueMs()).toBeNull()
  await page.is(asking({ sending: { call: 'prove', credential, yes: null } }))
  expect(page.counts()).toEqual({ challenges: 1, offers: 1, cancelled: 0 })
})

test('a dialog of its own takes the place of the offer, which is there again after it', async () => {
  const page = openPage()
  await page.is(asking())
  await page.is(asking({ sending: { call: 'prove', credential: null, yes: null } }))
  expect(page.counts().cancelled).toBe(1)
  await page.is(asking())
  expect(page.counts()).toEqual({ challenges: 2, offers: 2, cancelled: 1 })
  expect(page.picked).toEqual([])
})

test('a challenge is renewed before it runs out, and the old offer means nothing then', async () => {
  const page = openPage({ timeout: 100_000 })
  await page.is(asking())
  expect(page.dueMs()).toBe(80_000)
  await page.pass()
  expect(page.counts()).toEqual({ challenges: 2, offers: 2, cancelled: 0 })
  await page.find({ kind: 'picked', credential }, 0)
  expect(page.picked).toEqual([])
  await page.find({ kind: 'picked', credential }, 1)
  expect(page.picked).toEqual([credential])
})

test('a server that says no timeout is taken to mean five minutes', async () => {
  const page = openPage({ timeout: undefined })
  await page.is(asking())
  expect(page.dueMs()).toBe(240_000)
})

test('an open page renews twenty times and then lets it be', async () => {
  const page = openPage()
  await page.is(asking())
  for (let i = 0; i < 30; i++) await page.pass()
  expect(page.counts().offers).toBe(20)
})

test('who has signed in while a challenge was on its way is offered nothing', async () => {
  const page = openPage()
  const first = page.is(asking())
  await page.is(asking({ account }))
  await first
  expect(page.counts()).toEqual({ challenges: 1, offers: 0, cancelled: 0 })
})

test('without the network there is no offer, and no trouble', async () => {
  const page = openPage({ reachable: false })
  await page.is(asking())
  expect(page.counts()).toEqual({ challenges: 1, offers: 0, cancelled: 0 })
})
