import { describe, expect, it } from 'vitest'

import { Polls } from '../../../../server/flow/qr-auth/polls.ts'

describe('a screen that asks', () => {
  it('once a second may do so for ever', () => {
    const polls = new Polls(10)
    for (let now = 1000; now < 1600; now += 1) expect(polls.mayAsk('a', now)).toBe(true)
  })

  it('twice a second is let through every second time, after a few', () => {
    const polls = new Polls(10)
    const answers = Array.from({ length: 40 }, (_, index) =>
      polls.mayAsk('a', 1000 + Math.floor(index / 2)),
    )
    expect(answers.filter(Boolean)).toHaveLength(22)
    expect(answers.slice(-6)).toEqual([true, false, true, false, true, false])
  })

  it('may ask three times at once, and again as often after three quiet seconds', () => {
    const polls = new Polls(10)
    const asks = (now: number) => [1, 2, 3, 4].map(() => polls.mayAsk('a', now))
    for (const now of [1000, 1003, 9000]) expect(asks(now)).toEqual([true, true, true, false])
  })

  it('is not held back by another one', () => {
    const polls = new Polls(10)
    while (polls.mayAsk('a', 1000));
    expect(polls.mayAsk('b', 1000)).toBe(true)
  })

  it('is forgotten when too many others have asked since', () => {
    const polls = new Polls(2)
    while (polls.mayAsk('a', 1000));
    for (const other of ['b', 'c']) polls.mayAsk(other, 1000)
    expect(polls.mayAsk('a', 1000)).toBe(true)
  })
})
