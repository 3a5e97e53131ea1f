import { describe, expect, it } from 'vitest'

import { smallBroker as broker, line, notices, TOPIC } from './small-broker.ts'

describe('the line for notices', () => {
  it('Z16: nudges on every notice of its topic, whatever it says, and on nothing else', async () => {
    const { url, publish } = await broker()
    const { opened, heard } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    await publish('devices/other/messages', 'x')
    await publish(TOPIC, '{"id":"1","eventName":"DeviceAuthorized","payload":{"authorized":true}}')
    for (const nothing of ['rubbish \u0000', '', 'null', '[]', '"LinkOpened"', '{"eventName":7}']) {
      await publish(TOPIC, nothing)
    }
    await publish(TOPIC, '{"eventName":"LinkDenied","payload":{"code":"you are denied"}}')
    await expect.poll(() => heard).toEqual(['up', 'nudge', 'nudge'])
  })

  it('Z24: hands the operator’s messages to the app, which are no reason to ask hello', async () => {
    const { url, publish } = await broker()
    const { opened, heard } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    await publish('devices/other/messages', '{"id":"1","eventName":"Recommend","payload":"other"}')
    await publish(TOPIC, '{"id":"2","eventName":"Recommend","payload":{"title":"Flüchtig 🌊"}}')
    await publish(TOPIC, '{"id":"3","eventName":"__proto__","payload":"x"}')
    await publish(TOPIC, '{"id":"4","eventName":"LinkOpened","payload":{}}')
    await expect.poll(() => heard).toHaveLength(4)
    expect(heard).toEqual(['up', 'Recommend {"title":"Flüchtig 🌊"}', '__proto__ "x"', 'nudge'])
  })

  it('stays as it is when it is told to listen again', async () => {
    const { url, passwords } = await broker()
    const { opened, heard } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    opened.listen(notices(url, 'second'))
    opened.listen(null)
    expect(passwords).toEqual(['first'])
  })

  it('does nothing more once it is closed', async () => {
    const { url, cut } = await broker()
    const { opened, heard, clock } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    opened.close()
    opened.wake()
    opened.listen(notices(url))
    cut()
    expect(heard).toEqual(['up'])
    expect(clock.pending()).toBe(0)
  })
})

describe('a line that was lost', () => {
  it('comes back after a cut, the first time anywhere within the first spread', async () => {
    const { url, cut } = await broker()
    const { opened, heard, waits, clock } = line(() => null)
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    cut()
    await expect.poll(() => heard).toEqual(['up', 'down'])
    expect(waits.at(-1)).toBe(10_000)
    clock.pass(9999)
    expect(heard).toEqual(['up', 'down'])
    clock.pass(1)
    await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
    // And from then on a loss is a first one again.
    cut()
    await expect.poll(() => heard).toEqual(['up', 'down', 'up', 'down'])
    expect(waits.at(-1)).toBe(10_000)
  })

  it('doubles its window up to the cap while there is no broker, with full jitter', async () => {
    const { opened, waits, clock } = line(() => null)
    const nobody = 'ws://127.0.0.1:1'
    opened.listen(notices(nobody))
    for (let tries = 1; tries <= 9; tries += 1) {
      await expect.poll(() => waits.length).toBe(tries)
      clock.pass(waits.at(-1) ?? 0)
    }
    // It has no credentials left that are worth a try, and goes on at the same pace.
    expect(waits.slice(0, 9)).toEqual(
      [20, 2, 4, 8, 16, 32, 64, 120, 120].map((seconds) => seconds * 500),
    )
  })

  it('asks for new credentials when the broker refuses the ones it held, and does not wait for it', async () => {
    const { url, taken, passwords } = await broker()
    taken.password = 'second'
    const { opened, heard } = line(() => notices(url, 'second'))
    opened.listen(notices(url, 'first'))
    await expect.poll(() => heard).toEqual(['up'])
    expect(passwords).toEqual(['first', 'second'])
  })

  it('keeps to the rule when the broker refuses new ones, too', async () => {
    const { url, taken, passwords } = await broker()
    taken.password = 'third'
    const { opened, waits } = line(() => notices(url, 'second'))
    opened.listen(notices(url, 'first'))
    await expect.poll(() => waits).toEqual([10_000])
    expect(passwords).toEqual(['first', 'second'])
  })

  it('reconnects with new credentials before its token ends, and says it is up again', async () => {
    const { url, passwords } = await broker()
    const { opened, heard, clock } = line(() => notices(url, 'second'))
    opened.listen(notices(url))
    await expect.poll(() => heard).toEqual(['up'])
    clock.pass(3_600_000 * 0.89)
    expect(passwords).toEqual(['first'])
    clock.pass(3_600_000 * 0.02)
    await expect.poll(() => heard).toEqual(['up', 'up'])
    expect(passwords).toEqual(['first', 'second'])
  })
})
