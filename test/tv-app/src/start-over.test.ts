import { describe, expect, it } from 'vitest'

import { startOver, startOverIncomplete } from '../../../tv-app/src/start-over.ts'
import { handClock } from '../client/hand-clock.ts'

type Look = 'there' | 'error' | 'refused' | 'hangs'

/** A page that finds its server as `looks` says, one after the other. */
function page(looks: Look[], protocol = 'http:') {
  const clock = handClock()
  const seen = { looks: 0, reloads: 0 }
  const answers: Record<Look, () => Promise<Response>> = {
    there: async () => new Response('<!doctype html>'),
    error: async () => new Response('busy', { status: 503 }),
    refused: () => Promise.reject(new TypeError('Failed to fetch')),
    hangs: () => new Promise(() => {}),
  }
  const reload = () => {
    seen.reloads += 1
  }
  const owner = {
    location: { href: `${protocol}//tv.example/tv/`, protocol, reload },
    fetch: (_address: unknown, init?: RequestInit) => {
      expect(init).toMatchObject({ cache: 'no-store', redirect: 'error' })
      const look = looks[seen.looks] ?? 'there'
      seen.looks += 1
      return answers[look]()
    },
    setTimeout: clock.set,
  }
  return { owner, clock, seen }
}

describe('a page that starts over', () => {
  it('does so at once where its server has it', async () => {
    const { owner, seen } = page(['there'])
    startOver(owner)
    await expect.poll(() => seen).toEqual({ looks: 1, reloads: 1 })
  })

  it.each<[string, Look]>([
    ['has no network, or is sent elsewhere', 'refused'],
    ['is told that its server is busy', 'error'],
  ])('looks again within three seconds while it %s', async (_what, look) => {
    const { owner, clock, seen } = page([look, look, 'there'])
    startOver(owner)
    for (const looks of [1, 2]) {
      // One wait is for the answer, one for the next look.
      await expect.poll(() => clock.waits).toHaveLength(2 * looks)
      expect(seen).toEqual({ looks, reloads: 0 })
      expect(clock.waits.at(-1)).toBeGreaterThanOrEqual(1000)
      clock.pass(3000)
    }
    await expect.poll(() => seen).toEqual({ looks: 3, reloads: 1 })
  })

  it('waits five seconds for an answer, and no longer', async () => {
    const { owner, clock, seen } = page(['hangs', 'there'])
    startOver(owner)
    clock.pass(4999)
    expect(seen.looks).toBe(1)
    clock.pass(1)
    await expect.poll(() => clock.waits).toHaveLength(2)
    clock.pass(3000)
    await expect.poll(() => seen).toEqual({ looks: 2, reloads: 1 })
  })

  it('asks nobody where it lies on the set', () => {
    const { owner, seen } = page([], 'file:')
    startOver(owner)
    expect(seen).toEqual({ looks: 0, reloads: 1 })
  })

  it('takes its time when a script did not come, so that a fleet does not ask in step', async () => {
    const { owner, clock, seen } = page(['there'])
    startOverIncomplete(owner)
    clock.pass(1999)
    expect(seen.looks).toBe(0)
    clock.pass(4001)
    await expect.poll(() => seen).toEqual({ looks: 1, reloads: 1 })
  })
})
