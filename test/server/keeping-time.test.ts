import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'

import { startKeepingTime } from '../../server/keeping-time.ts'
import { StoreBusy } from '../../server/store/store.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

it('writes down when devices were last seen, and once', async () => {
  const { server, device } = await start()
  const marked = vi.spyOn(server.parts.store, 'markSeen')
  expect(await device()).toMatchObject({ seenAt: null })
  await vi.advanceTimersByTimeAsync(299_000)
  expect(await device()).toMatchObject({ seenAt: null })
  await vi.advanceTimersByTimeAsync(1000)
  await expect.poll(device).toMatchObject({ seenAt: server.clock.now })
  await vi.advanceTimersByTimeAsync(600_000)
  expect(marked).toHaveBeenCalledTimes(1)
})

it('writes down many in portions, between which others have their turn', async () => {
  const { server, device, keepingTime } = await start()
  const { store, presence } = server.parts
  server.clock.now += 5
  for (let index = 0; index < 1200; index += 1) presence.saw(`tv-${index}`, server.clock.now)
  const told: (number | string)[] = []
  const markSeen = store.markSeen.bind(store)
  vi.spyOn(store, 'markSeen').mockImplementation(async (seen) => {
    told.push(seen.length)
    setImmediate(() => told.push('others'))
    await markSeen(seen)
  })
  await keepingTime.close()
  // The TV itself was there first.
  expect(told).toEqual([500, 'others', 500, 'others', 201, 'others'])
  expect(await device()).toMatchObject({ seenAt: server.clock.now - 5 })
})

it('ends a binding within five seconds of its time', async () => {
  const { server, device } = await start({ until: 60 })
  server.clock.now += 59
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await device()).toBeDefined()
  const told = vi.spyOn(server.parts.notifier, 'notify')
  server.clock.now += 1
  await vi.advanceTimersByTimeAsync(5000)
  await expect.poll(() => told.mock.calls).toHaveLength(1)
  expect(told.mock.calls[0]).toMatchObject([expect.any(String), 'DeviceUnbound'])
})

it('goes on after a store that was busy', async () => {
  const { server, device, logged } = await start({ until: 60 })
  const due = vi.spyOn(server.parts.store, 'endDueBindings')
  due.mockRejectedValueOnce(new StoreBusy('locked'))
  const told = vi.spyOn(server.parts.notifier, 'notify')
  server.clock.now += 60
  await vi.advanceTimersByTimeAsync(5000)
  await expect.poll(logged).toContain('Ending bindings did not work')
  await vi.advanceTimersByTimeAsync(5000)
  await expect.poll(() => told.mock.calls).toHaveLength(1)
  expect(await device()).toBeUndefined()
})

it('takes no second turn while one is under way', async () => {
  const { server } = await start()
  let end: (devices: string[]) => void = () => {}
  const slow = vi.spyOn(server.parts.store, 'endDueBindings')
  slow.mockImplementationOnce(() => new Promise((resolve) => (end = resolve)))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(slow).toHaveBeenCalledTimes(1)
  end([])
  await vi.advanceTimersByTimeAsync(5000)
  expect(slow).toHaveBeenCalledTimes(2)
})

it('writes down what was seen before it closes, and then stands still', async () => {
  const { server, device, keepingTime } = await start()
  await keepingTime.close()
  expect(await device()).toMatchObject({ seenAt: server.clock.now })
  expect(vi.getTimerCount()).toBe(0)
})

/** One TV of Dora's that has said hello, and a clock of its own beside the server's. */
async function start({ until = null as number | null } = {}) {
  vi.useRealTimers()
  const server = await startServer({ accounts: await accounts('dora') })
  const tv = await Tv.boot(server.url)
  const { handle } = await tv.requestLink()
  await new Phone(server.url).approve(handle, {
    username: 'dora',
    password: passwordOf('dora'),
    ...(until === null ? {} : { until: server.clock.now + until }),
  })
  await tv.hello()
  const { accountId } = (await server.parts.store.accountByUsername('dora'))!
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const keepingTime = startKeepingTime(server.parts)
  onTestFinished(() => keepingTime.close())
  const device = async () =>
    (await server.parts.store.devicesOf(accountId, server.clock.now)).find(
      ({ deviceId }) => deviceId === tv.deviceId,
    )
  return { server, device, keepingTime, logged: server.logged }
}
