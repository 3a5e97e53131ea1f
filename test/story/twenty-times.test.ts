import mqtt from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'

import type { EmbeddedBroker } from '../../server/mqtt/embedded-broker.ts'
import { makeCouchlinkClient } from '../../tv-app/client/couchlink-tv.ts'
import { Play } from '../../tv-app/src/play.ts'
import type { Account, Screen } from '../../tv-app/src/story/screen.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, runningClock, startServer } from '../support/server.ts'

/** The TV app without its screen: the real client and the real story, on real timers that are counted. */
function playTv(url: string) {
  const pending = new Set<unknown>()
  const timers = {
    nowMs: () => Date.now(),
    set(run: () => void, ms: number) {
      const timer = setTimeout(() => {
        pending.delete(timer)
        run()
      }, ms)
      pending.add(timer)
      return timer
    },
    clear(timer: unknown) {
      pending.delete(timer)
      clearTimeout(timer as NodeJS.Timeout | undefined)
    },
  }
  let remembered: Account | null = null
  const memory = {
    read: () => remembered,
    write(account: Account | null) {
      remembered = account
    },
  }
  const client = makeCouchlinkClient({
    base: `${url}/`,
    describe: { name: 'Test TV', model: 'Node' },
    givenKey: null,
    platformAssertion: null,
    payloads: null,
    loadP256: () => Promise.reject(new Error('not needed')),
    loadMqtt: () => Promise.resolve(mqtt.connect as never),
    onNudge: () => play.dispatch({ type: 'nudge' }),
    onMessage: null,
    onLine: (up) => play.dispatch({ type: 'line', up }),
  })
  const habits = { backOnHome: 'unbind', canLeave: false, asksFirst: false } as const
  const platform = { habits, leave: () => undefined }
  const play = new Play({ client, memory, platform, random: Math.random, timers })
  play.hasPainted()
  onTestFinished(() => play.close())
  const until = <T extends Screen>(matches: (screen: Screen) => screen is T): Promise<T> =>
    new Promise((resolve) =>
      play.watch(({ screen }) => {
        if (matches(screen)) resolve(screen)
      }),
    )
  return { play, client, pending, until }
}

type LinkShown = Extract<Screen, { name: 'link' }> & { link: { qr: string } }
const onLink = (screen: Screen): screen is LinkShown =>
  screen.name === 'link' && screen.link !== null && !screen.asking
const onWelcome = (screen: Screen): screen is Extract<Screen, { name: 'welcome' }> =>
  screen.name === 'welcome'

describe('a TV that is signed in and given up twenty times, each time by another account', () => {
  it('keeps no timer, no socket and no account from the rounds before', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `person${index}`)
    const server = await startServer(
      { host: null, accounts: await accounts(...names) },
      { clock: runningClock() },
    )
    const broker = server.parts.notifier as EmbeddedBroker
    const { play, pending, until } = playTv(server.url)
    const seen: { name: string; timers: number; sockets: number }[] = []
    for (const name of names) {
      const { link } = await until(onLink)
      const handle = new URL(link.qr).hash.slice(1)
      const credentials = { username: name, password: passwordOf(name) }
      // From before it begins: the welcome does not wait for the phone's answer.
      const welcome = until(onWelcome)
      expect((await new Phone(server.url).approve(handle, credentials)).status).toBe(200)
      const { account } = await welcome
      seen.push({ name: account.name, timers: pending.size, sockets: broker.connected() })
      play.dispatch({ type: 'key', key: 'back', repeat: false })
    }
    await until(onLink)
    expect(seen.map(({ name }) => name.toLowerCase())).toEqual(names)
    expect(Math.max(...seen.map(({ timers }) => timers))).toBeLessThanOrEqual(4)
    expect(Math.max(...seen.map(({ sockets }) => sockets))).toBeLessThanOrEqual(1)
    play.close()
    expect(pending.size).toBe(0)
  })
})
