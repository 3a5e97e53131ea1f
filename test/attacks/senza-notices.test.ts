import { expect, onTestFinished, test, vi } from 'vitest'

import { makeCouchlinkClient } from '../../tv-app/client/couchlink-client.ts'
import { loadMqtt, loadP256 } from '../../tv-app/client/loaders.ts'
import { Play } from '../../tv-app/src/play.ts'
import { Phone } from '../support/phone.ts'
import { runningClock, startServer } from '../support/server.ts'
import { handClock } from '../tv-app/client/hand-clock.ts'
import { browser } from '../tv-app/story.states.ts'
import { ANN, openHouse, ownerOf, tvOf } from './house.ts'

const FORGED = { id: '1', eventName: 'DeviceAuthorized', payload: { authorized: true } }

/** How many notices come at once. */
const FLOOD = 50

/** Our own TV app without its screen: the real story on the real client, by a clock that stands still. */
function playedTv(base: string): Play {
  const client = makeCouchlinkClient({
    base,
    describe: { name: 'Kitchen', model: 'TV' },
    givenKey: null,
    platformAssertion: null,
    payloads: null,
    onMessage: null,
    loadP256,
    loadMqtt,
    onNudge: () => play.dispatch({ type: 'nudge' }),
    onLine: (up) => play.dispatch({ type: 'line', up }),
  })
  const play: Play = new Play({
    client,
    timers: handClock(),
    memory: { read: () => null, write: () => undefined },
    platform: { habits: browser, leave: () => undefined },
    random: () => 0.5,
  })
  onTestFinished(() => play.close())
  return play
}

test('Z-p: a message binds nothing, whoever sends it, and a flood of them asks hello twice', async () => {
  const server = await startServer({}, { clock: runningClock() })
  const wire = `ws://127.0.0.1:${server.port}/mqtt`
  const victim = await tvOf(server)
  const attacker = await tvOf(server)
  const { notices } = await victim.requestLink()
  const forger = await attacker.listen((await attacker.requestLink()).notices, wire)
  const closed = new Promise<void>((resolve) => forger.client.once('close', () => resolve()))
  forger.client.publish(notices.topic, JSON.stringify(FORGED))
  await closed
  expect(await ownerOf(victim)).toBeNull()

  // Even by the broker's own hand the message is nothing but a reason to ask.
  const played = playedTv(`${server.url}/`)
  await expect.poll(() => played.state.screen.name).toBe('link')
  played.hasPainted()
  const asked = vi.spyOn(globalThis, 'fetch')
  for (let sent = 0; sent < FLOOD; sent += 1) played.dispatch({ type: 'nudge' })
  const hellos = () => asked.mock.calls.filter(([url]) => String(url).endsWith('/hello')).length
  await expect.poll(hellos).toBe(2)
  expect(played.state.screen.name).toBe('link')
  asked.mockRestore()
})

test('Z-s: a TV that was asleep when the person said yes is theirs when it wakes', async () => {
  const server = await openHouse()
  const tv = await tvOf(server)
  const link = await tv.requestLink()
  const line = await tv.listen(link.notices, `ws://127.0.0.1:${server.port}/mqtt`)
  await line.client.endAsync(true)
  expect((await new Phone(server.url).approve(link.handle, ANN)).status).toBe(200)
  expect(line.seen).toEqual([])
  expect(await ownerOf(tv)).toBe('Ann')
})
