import { describe, expect, it } from 'vitest'

import { bothWays, type MessageService } from '../../../server/mqtt/both-ways.ts'
import { listen, startBroker, until } from './broker-fixture.ts'
import { notifierCases } from './notifier.cases.ts'

/** A service of which the test says when it answers. */
function service() {
  const sent: unknown[] = []
  const state = { closed: false, hangs: false }
  const messages: MessageService = {
    async send(...message) {
      sent.push(message)
      if (state.hangs) await new Promise(() => {})
    },
    async close() {
      state.closed = true
    },
  }
  return { messages, sent, state }
}

async function setUp() {
  const fixture = await startBroker()
  const { messages, ...platform } = service()
  const notifier = bothWays(fixture.broker, messages, 100)
  return { ...fixture, ...platform, notifier }
}

notifierCases(async () => {
  const { notifier, url, issue } = await setUp()
  return { notifier, listen: (deviceId) => listen(url, issue(deviceId)) }
})

describe('a notifier that tells a platform, too', () => {
  it('says the same by both ways, whether or not the TV listens to the one', async () => {
    const { notifier, url, issue, sent } = await setUp()
    const tv = await listen(url, issue('senza_a'))
    await notifier.notify('senza_a', 'DeviceAuthorized', { authorized: true })
    await notifier.notify('senza_b', 'LinkOpened')
    await notifier.send('senza_a', { id: 'its-id', eventName: 'Recommend', payload: 'tide' })
    expect(sent).toEqual([
      ['senza_a', 'DeviceAuthorized', { authorized: true }],
      ['senza_b', 'LinkOpened', {}],
      ['senza_a', 'Recommend', 'tide'],
    ])
    await until(() => tv.received.length === 2, 'the TV heard both of its own')
  })

  it('waits for a service that does not answer no longer than for the broker', async () => {
    const { notifier, state, sent } = await setUp()
    state.hangs = true
    await notifier.notify('senza_a', 'LinkOpened')
    await notifier.send('senza_a', { id: 'its-id', eventName: 'Recommend', payload: 'tide' })
    expect(sent.length).toBe(2)
  })

  it('closes both', async () => {
    const { notifier, state } = await setUp()
    await notifier.close()
    expect(state.closed).toBe(true)
  })
})
