import { afterEach, describe, expect, it } from 'vitest'

import type { CouchlinkClient } from '../../../tv-app/client/couchlink-client.ts'
import type { HelloOutcome } from '../../../tv-app/client/hello.ts'
import type { LinkOutcome } from '../../../tv-app/client/link.ts'
import type { MatchOutcome } from '../../../tv-app/client/match.ts'
import type { Timers } from '../../../tv-app/client/timers.ts'
import { Play } from '../../../tv-app/src/play.ts'
import type { Account } from '../../../tv-app/src/story/screen.ts'
import { bound, browser, eliza, newLink, notBound, unreachable } from '../story.states.ts'

const opened: Play[] = []

afterEach(() => {
  for (const play of opened.splice(0)) play.close()
})

/** A network the test answers by hand: every call waits until its answer is given. */
function network() {
  const hellos: ((outcome: HelloOutcome) => void)[] = []
  const links: ((outcome: LinkOutcome) => void)[] = []
  const goodbyes: ((done: boolean) => void)[] = []
  const answers: { linkId: string; number: string; say(outcome: MatchOutcome): void }[] = []
  const listened: unknown[] = []
  const cancelled: string[] = []
  const client: CouchlinkClient = {
    deviceId: async () => 'key_x',
    deviceIdOnceKnown: async () => 'key_x',
    hello: () => new Promise((resolve) => hellos.push(resolve)),
    requestLink: () => new Promise((resolve) => links.push(resolve)),
    answerMatch: (linkId, number) => new Promise((say) => answers.push({ linkId, number, say })),
    goodbye: () => new Promise((resolve) => goodbyes.push(resolve)),
    cancelLink: async (linkId) => void cancelled.push(linkId),
    catalogue: async () => ({ kind: 'catalogue', rails: [] }),
    media: async () => ({ kind: 'gone' }),
    accessToken: async () => null,
    proofFor: async () => '',
    listen: (notices) => listened.push(notices),
    wake: () => undefined,
    close: () => undefined,
  }
  return { client, hellos, links, goodbyes, answers, listened, cancelled }
}

function playOn(remembered: Account | null = null) {
  const net = network()
  const pending = new Map<number, { run: () => void; ms: number }>()
  let made = 0
  const timers: Timers = {
    nowMs: () => 0,
    set(run, ms) {
      made += 1
      pending.set(made, { run, ms })
      return made
    },
    clear: (timer) => pending.delete(timer as number),
  }
  const kept: { account: Account | null } = { account: remembered }
  const memory = {
    read: () => kept.account,
    write: (account: Account | null) => {
      kept.account = account
    },
  }
  const left: unknown[] = []
  const play = new Play({
    client: net.client,
    timers,
    memory,
    platform: { habits: browser, leave: (asked) => void left.push(asked) },
    random: () => 0.5,
  })
  opened.push(play)
  return { ...net, play, pending, kept, left, screen: () => play.state.screen.name }
}

async function linked() {
  const tv = playOn()
  tv.hellos[0]?.(notBound(null))
  await expect.poll(() => tv.links.length).toBe(1)
  tv.links[0]?.(newLink)
  await expect.poll(tv.screen).toBe('link')
  return tv
}

describe('playing the story', () => {
  it('asks one hello at a time, and one more for all that happened meanwhile', async () => {
    const { play, hellos } = playOn()
    for (let times = 0; times < 100; times += 1) play.dispatch({ type: 'nudge' })
    expect(hellos).toHaveLength(1)
    hellos[0]?.(unreachable)
    await expect.poll(() => hellos.length).toBe(2)
  })

  it('throws away a hello that was under way when a goodbye was done', async () => {
    const tv = playOn()
    tv.hellos[0]?.(bound())
    await expect.poll(tv.screen).toBe('welcome')
    tv.play.dispatch({ type: 'key', key: 'enter', repeat: false })
    tv.play.dispatch({ type: 'key', key: 'back', repeat: false })
    for (let seconds = 5; seconds > 0; seconds -= 1) {
      tv.play.dispatch({ type: 'timer', name: 'screen' })
    }
    tv.play.dispatch({ type: 'nudge' })
    expect(tv.hellos).toHaveLength(2)
    tv.goodbyes[0]?.(true)
    await expect.poll(tv.screen).toBe('link')
    tv.hellos[1]?.(bound())
    await expect.poll(() => tv.hellos.length).toBe(3)
    expect(tv.screen()).toBe('link')
    expect(tv.kept.account).toBeNull()
  })

  it('sends the number once, and believes only a hello that was asked after its answer', async () => {
    const tv = await linked()
    const { id } = newLink.link
    tv.play.dispatch({ type: 'hello', outcome: notBound('matching', id) })
    for (const key of ['4', '7', '2', '9'] as const) {
      tv.play.dispatch({ type: 'key', key, repeat: false })
    }
    expect(tv.answers).toMatchObject([{ linkId: id, number: '472' }])
    tv.play.dispatch({ type: 'nudge' })
    tv.answers[0]?.say({ kind: 'right' })
    await expect.poll(() => tv.play.state.screen).toMatchObject({ answer: 'heard' })
    expect(tv.hellos).toHaveLength(2)
    tv.hellos[1]?.(notBound('expired', id))
    await expect.poll(() => tv.hellos.length).toBe(3)
    expect(tv.screen()).toBe('match')
    expect(tv.links).toHaveLength(1)
    tv.hellos[2]?.(bound())
    await expect.poll(tv.screen).toBe('welcome')
    expect(tv.answers).toHaveLength(1)
  })

  it('holds the notices back until the screen has been painted', async () => {
    const { listened, play } = await linked()
    expect(listened).toEqual([])
    play.hasPainted()
    expect(listened).toHaveLength(1)
  })

  it('remembers whom the TV is bound to, and forgets it when it is not', async () => {
    const { hellos, kept, play, screen } = playOn()
    hellos[0]?.(bound())
    await expect.poll(screen).toBe('welcome')
    expect(kept.account).toEqual(eliza)
    play.dispatch({ type: 'hello', outcome: notBound(null) })
    expect(kept.account).toBeNull()
  })

  it('leaves no timer and no watcher behind over many sign-ins and after the end', async () => {
    const { play, pending } = await linked()
    const most: number[] = []
    for (let times = 0; times < 20; times += 1) {
      play.dispatch({ type: 'hello', outcome: bound() })
      play.dispatch({ type: 'key', key: 'back', repeat: false })
      play.dispatch({ type: 'goodbye', done: true })
      play.dispatch({ type: 'link', outcome: newLink })
      most.push(pending.size)
    }
    expect(new Set(most).size).toBe(1)
    expect(most[0]).toBeLessThanOrEqual(4)
    play.close()
    expect(pending.size).toBe(0)
  })

  it('takes a link request back, and leaves the app, when the story says so', async () => {
    const tv = await linked()
    const over = { ...eliza, backOnHome: 'exit' as const }
    tv.play.dispatch({ type: 'hello', outcome: bound({ back_on_home: 'exit' }) })
    tv.play.dispatch({ type: 'timer', name: 'fresh' })
    tv.play.dispatch({ type: 'key', key: 'enter', repeat: false })
    expect(tv.play.state.screen).toMatchObject({ name: 'home', account: over })
    tv.play.dispatch({ type: 'switchAccount' })
    tv.play.dispatch({ type: 'key', key: 'back', repeat: false })
    tv.links[1]?.(newLink)
    await expect.poll(() => tv.cancelled).toEqual([newLink.link.id])
    expect(tv.left).toEqual([])
  })

  it('throws its dice within the window the story gave', async () => {
    const { hellos, pending } = playOn()
    hellos[0]?.(unreachable)
    await expect.poll(() => pending.size).toBe(1)
    expect([...pending.values()][0]?.ms).toBe(625)
  })
})
