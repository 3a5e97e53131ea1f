import { describe, expect, it } from 'vitest'

import { line, notices, smallBroker, TOPIC } from './small-broker.ts'

/** A line that is up. Whenever it asks for new credentials, `asked` tells and it gets some. */
async function upLine() {
  const broker = await smallBroker()
  const asked = { times: 0 }
  const opened = line(() => {
    asked.times += 1
    return notices(broker.url, 'second')
  })
  opened.opened.listen(notices(broker.url))
  await expect.poll(() => opened.heard).toEqual(['up'])
  return { broker, asked, ...opened, line: opened.opened }
}

/** A line that has had a broker, and waits for ten seconds before it tries again. */
async function lostLine() {
  const all = await upLine()
  all.broker.cut()
  await expect.poll(() => all.heard).toEqual(['up', 'down'])
  expect(all.waits.at(-1)).toBe(10_000)
  return all
}

describe('a line that was lost', () => {
  it('is tried at once when the device wakes up', async () => {
    const { line, clock, heard } = await lostLine()
    clock.pass(2000)
    line.wake()
    await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
  })

  it('keeps to the rule where the device has not woken up, as after a restart of the broker', async () => {
    const { broker, clock, heard } = await lostLine()
    clock.pass(9999)
    expect(broker.passwords).toEqual(['first'])
    clock.pass(1)
    await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
  })

  it('is tried by waking once in two seconds, however often the device wakes up', async () => {
    const { line, broker, clock, waits, asked } = await lostLine()
    await broker.stop()
    clock.pass(2000)
    line.wake()
    await expect.poll(() => waits.at(-1)).toBe(1000)
    // The failed try spoilt what it held, so from here on each try asks first.
    clock.pass(1000)
    await expect.poll(() => waits.at(-1)).toBe(2000)
    expect(asked.times).toBe(1)
    const tried = waits.length
    for (let times = 0; times < 50; times += 1) line.wake()
    clock.pass(1999)
    expect([asked.times, waits.length]).toEqual([1, tried + 1])
    clock.pass(1)
    await expect.poll(() => asked.times).toBe(2)
    await expect.poll(() => waits.at(-1)).toBe(4000)
    expect(asked.times).toBe(2)
  })

  it('that is woken twice comes back within two seconds of the second time', async () => {
    const { line, broker, clock, heard, waits } = await lostLine()
    // Shown again, while its network is not there yet.
    await broker.stop()
    clock.pass(2000)
    line.wake()
    await expect.poll(() => waits.at(-1)).toBe(1000)
    clock.pass(1000)
    await expect.poll(() => waits.at(-1)).toBe(2000)
    await broker.start()
    clock.pass(500)
    line.wake()
    expect(waits.at(-1)).toBe(1500)
    clock.pass(1500)
    await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
  })

  it('goes on by the rule, with the next window, when a try by waking failed', async () => {
    const { line, broker, clock, waits } = await lostLine()
    await broker.stop()
    clock.pass(2000)
    line.wake()
    await expect.poll(() => waits.at(-1)).toBe(1000)
    clock.pass(1000)
    await expect.poll(() => waits.at(-1)).toBe(2000)
  })

  it('is seldom tried while the device says that it has no network, and that counts for nothing', async () => {
    const { broker, clock, device, heard, waits, line } = await lostLine()
    await broker.stop()
    device.offline = true
    clock.pass(10_000)
    for (const times of [1, 2, 3]) {
      await expect.poll(() => waits.filter((ms) => ms === 60_000)).toHaveLength(times)
      if (times < 3) clock.pass(60_000)
    }
    device.offline = false
    clock.pass(2000)
    const tried = waits.length
    line.wake()
    await expect.poll(() => waits.length).toBe(tried + 1)
    expect(waits.at(-1)).toBe(1000)
    await broker.start()
    clock.pass(2000)
    await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
  })

  it('is tried anew when the device slept while it was connecting', async () => {
    const { broker, clock, heard, line, loads } = await lostLine()
    loads.hang = true
    clock.pass(10_000)
    await expect.poll(() => loads.hung.length).toBe(1)
    clock.sleep(3_600_000)
    line.wake()
    await expect.poll(() => loads.hung.length).toBe(2)
    // The try from before the sleep is none any more, even if it gets on in the end.
    for (const release of loads.hung) release()
    await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
    await broker.publish(TOPIC, '{"id":"1","eventName":"LinkOpened","payload":{}}')
    await expect.poll(() => heard).toEqual(['up', 'down', 'up', 'nudge'])
    expect(broker.passwords).toHaveLength(2)
    expect(clock.pending()).toBe(1)
  })

  it('is not tried any more once it is closed, though the device had woken up', async () => {
    const { line, clock } = await lostLine()
    line.wake()
    line.close()
    expect(clock.pending()).toBe(0)
  })
})

describe('a line that seems up when the device wakes up', () => {
  it('stays where the broker answers', async () => {
    const { line, broker, clock, heard } = await upLine()
    clock.pass(30_000)
    line.wake()
    await expect.poll(() => clock.pending()).toBe(1)
    clock.pass(1500)
    expect(broker.passwords).toEqual(['first'])
    expect(heard).toEqual(['up'])
  })

  it('is replaced where nobody answers within one and a half seconds', async () => {
    const { line, broker, clock, heard } = await upLine()
    broker.mute()
    clock.pass(30_000)
    for (let times = 0; times < 50; times += 1) line.wake()
    clock.pass(1499)
    expect(broker.passwords).toEqual(['first'])
    clock.pass(1)
    await expect.poll(() => heard).toEqual(['up', 'up'])
    expect(broker.passwords).toEqual(['first', 'first'])
  })

  it('is replaced at once after a sleep that was longer than its keep-alive', async () => {
    const { line, broker, clock, heard } = await upLine()
    broker.mute()
    clock.sleep(40_001)
    line.wake()
    await expect.poll(() => heard).toEqual(['up', 'up'])
  })

  it('is replaced with new credentials when its token ended while it slept', async () => {
    const { line, broker, clock, heard } = await upLine()
    broker.mute()
    broker.taken.password = 'second'
    clock.sleep(3_600_000)
    line.wake()
    await expect.poll(() => heard).toEqual(['up', 'up'])
    expect(broker.passwords).toEqual(['first', 'second'])
  })

  it('is replaced once, when its clock was put forward and back by years', async () => {
    const { line, broker, clock, heard } = await upLine()
    clock.sleep(-1_700_000_000_000)
    line.wake()
    await expect.poll(() => clock.pending()).toBe(1)
    expect(broker.passwords).toEqual(['first'])
    broker.cut()
    await expect.poll(() => heard).toEqual(['up', 'down'])
    line.wake()
    clock.pass(2000)
    await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
  })
})
