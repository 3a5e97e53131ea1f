import { describe, expect, it, onTestFinished, vi } from 'vitest'

import type { LinkState } from '#contract/link'
import type { Answer, Failure } from '../../../tv-app/client/calls.ts'
import type { HelloOutcome } from '../../../tv-app/client/hello.ts'
import type { Link } from '../../../tv-app/client/link.ts'
import type { PayloadOutcome } from '../../../tv-app/client/payloads.ts'
import { takePayloads } from '../../../tv-app/client/payloads.ts'
import { handClock } from './hand-clock.ts'

const NONE: Answer = {
  kind: 'answer',
  status: 200,
  body: { payload: null },
  retryAfterSeconds: null,
}
const AWAY: Failure = { kind: 'unreachable', retryAfterSeconds: null }

function linkOf(id: string): Link {
  const qr = `https://tv.example/L#${'0'.repeat(26)}`
  return { id, qr, userCode: 'x', address: 'x', expiresInSeconds: 600, intervalSeconds: 5 }
}

function said(id: string | null, state: LinkState, bound: boolean): HelloOutcome {
  const link = id === null ? null : { id, state, expires_in: 0, claimed_by: null, reason: null }
  if (!bound) return { kind: 'not_bound', notBound: { code: 'device_not_bound', link } }
  const hello = { name: 'Eliza', color: '#CCCDFD', binding: 'b', link, goodbye_seconds: 0 }
  return { kind: 'bound', hello }
}

/** An inbox with the key of link request `one`, and a server that answers as `answers` says. */
async function expecting(answer: () => Promise<Answer | Failure>) {
  const timers = handClock()
  const asked: unknown[] = []
  const nudge = vi.fn()
  const taken: PayloadOutcome[] = []
  const take = (outcome: PayloadOutcome) => void taken.push(outcome)
  const call = (request: { json?: unknown }) => {
    asked.push(request.json)
    return answer()
  }
  const load = () => Promise.reject(new Error('Nothing is sealed here.'))
  const inbox = takePayloads({ loadUnseal: load, take })({ call, timers, nudge })
  inbox.shown(linkOf('one'), await inbox.newKey())
  const hear = async (outcome: HelloOutcome) => {
    inbox.hearing()(outcome)
    await settled()
  }
  return { inbox, timers, asked, nudge, taken, hear }
}

/** What is under way has no more to wait for than promises. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

describe('the inbox of payloads', () => {
  const ENDS: [string, HelloOutcome][] = [
    ['was refused', said('one', 'denied', false)],
    ['ran out', said('one', 'expired', false)],
    ['was superseded', said('one', 'superseded', false)],
    ['bound a TV that was given up since', said('one', 'approved', false)],
    ['is not this TV’s last any more', said('other', 'pending', false)],
    ['is unknown', said(null, 'pending', false)],
  ]
  for (const [how, outcome] of ENDS) {
    it(`K1: drops the key of a code that ${how}`, async () => {
      const { hear, asked } = await expecting(async () => NONE)
      await hear(outcome)
      await hear(said('one', 'approved', true))
      expect(asked).toEqual([])
    })
  }

  it('keeps the key as long as nothing is known', async () => {
    const { hear, asked, taken } = await expecting(async () => NONE)
    await hear(AWAY)
    await hear(said('one', 'opened', false))
    await hear(said('one', 'matching', true))
    await hear(said('one', 'redeemed', true))
    expect([asked, taken]).toEqual([[{ link_id: 'one' }], [{ kind: 'none' }]])
  })

  it('believes no answer to a question from before the code was shown', async () => {
    const { inbox, hear, asked } = await expecting(async () => NONE)
    const heard = inbox.hearing()
    inbox.shown(linkOf('two'), await inbox.newKey())
    heard(said('one', 'superseded', false))
    await hear(said('two', 'approved', true))
    expect(asked).toEqual([{ link_id: 'two' }])
  })

  it('hands over nothing of a code that was replaced while it was asked for', async () => {
    let answer = (_: Answer): void => undefined
    const waiting = new Promise<Answer>((resolve) => {
      answer = resolve
    })
    const { inbox, hear, taken } = await expecting(() => waiting)
    await hear(said('one', 'approved', true))
    inbox.shown(linkOf('two'), await inbox.newKey())
    answer(NONE)
    await settled()
    expect(taken).toEqual([])
  })

  it('asks once at a time', async () => {
    const { hear, asked } = await expecting(() => new Promise(() => undefined))
    await hear(said('one', 'approved', true))
    await hear(said('one', 'approved', true))
    expect(asked).toHaveLength(1)
  })

  it('has hello asked again when it got no answer, ever more seldom and never all sets at once', async () => {
    const chance = vi.spyOn(Math, 'random').mockReturnValue(0.5)
    onTestFinished(() => chance.mockRestore())
    const { hear, timers, nudge } = await expecting(async () => AWAY)
    for (let time = 1; time <= 8; time += 1) {
      await hear(said('one', 'approved', true))
      expect(timers.pending()).toBe(1)
      timers.pass(64_000)
      expect(nudge).toHaveBeenCalledTimes(time)
    }
    // Three quarters, half of the way between a half and the whole.
    const whole = [2, 4, 8, 16, 32, 64, 64, 64]
    expect(timers.waits).toEqual(whole.map((seconds) => seconds * 750))
  })

  it('K17: has no key, and asks for nothing, on a page without WebCrypto', async () => {
    const { inbox, hear, asked } = await expecting(async () => NONE)
    vi.stubGlobal('crypto', { getRandomValues: () => undefined })
    const pair = await inbox.newKey()
    vi.unstubAllGlobals()
    expect(pair).toBeNull()
    inbox.shown(linkOf('two'), pair)
    await hear(said('two', 'approved', true))
    expect(asked).toEqual([])
  })

  it('leaves no timer behind', async () => {
    const { inbox, hear, timers, asked } = await expecting(async () => AWAY)
    await hear(said('one', 'approved', true))
    inbox.drop()
    expect(timers.pending()).toBe(0)
    await hear(said('one', 'approved', true))
    expect(asked).toHaveLength(1)
  })
})
