import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { Notice, noticeTopic } from '#contract/notice'
import type { Notifier } from '../../../server/mqtt/notifier.ts'
import { type ListeningDevice, until } from './broker-fixture.ts'

export interface NotifierUnderTest {
  notifier: Notifier
  /** A device that is connected, signed in and subscribed. */
  listen(deviceId: string): Promise<ListeningDevice>
}

/** What every {@link Notifier} keeps, whichever broker stands behind it. */
export function notifierCases(start: () => Promise<NotifierUnderTest>): void {
  describe('a notifier', () => {
    it('hands a notice to the topic of its device, in the form of the contract', async () => {
      const { notifier, listen } = await start()
      const tv = await listen('tv-a')
      await notifier.notify('tv-a', 'DeviceAuthorized', { authorized: true })
      await until(() => tv.received.length === 1, 'the notice came')
      const [packet] = tv.received
      expect(packet?.topic).toBe(noticeTopic('tv-a'))
      const notice = v.parse(Notice, JSON.parse(String(packet?.payload)))
      expect(notice).toMatchObject({
        eventName: 'DeviceAuthorized',
        payload: { authorized: true },
      })
      expect(notice.id).not.toBe('')
    })

    it('sends with QoS 0, each notice under its own id, and an empty payload where none is given', async () => {
      const { notifier, listen } = await start()
      const tv = await listen('tv-a')
      await notifier.notify('tv-a', 'LinkOpened')
      await notifier.notify('tv-a', 'LinkDenied')
      await until(() => tv.received.length === 2, 'both notices came')
      const notices = tv.received.map(({ payload }) => JSON.parse(String(payload)))
      expect(notices.map(({ eventName }) => eventName)).toEqual(['LinkOpened', 'LinkDenied'])
      expect(notices.map(({ payload }) => payload)).toEqual([{}, {}])
      expect(notices[0].id).not.toBe(notices[1].id)
      expect(tv.received.map(({ qos, retain, dup }) => ({ qos, retain, dup }))).toEqual(
        Array(2).fill({ qos: 0, retain: false, dup: false }),
      )
    })

    it('hands an operator’s message over as it is, and to no other device', async () => {
      const { notifier, listen } = await start()
      const [tv, other] = await Promise.all(['tv-a', 'tv-b'].map(listen))
      const message = { id: 'its-id', eventName: 'Recommend', payload: { title: 'tide' } }
      await notifier.send('tv-a', message)
      await notifier.notify('tv-b', 'LinkOpened')
      await until(() => tv?.received.length === 1, 'the message came')
      await until(() => other?.received.length === 1, 'the other heard its own')
      const [packet] = tv?.received ?? []
      expect(JSON.parse(String(packet?.payload))).toEqual(message)
      expect(packet).toMatchObject({ topic: noticeTopic('tv-a'), qos: 0, retain: false })
      expect(String(other?.received[0]?.payload)).toContain('LinkOpened')
      await expect(notifier.send('nobody', message)).resolves.toBeUndefined()
    })

    it('keeps nothing for a device that was away', async () => {
      const { notifier, listen } = await start()
      await notifier.notify('tv-a', 'LinkOpened')
      const tv = await listen('tv-a')
      await notifier.notify('tv-a', 'DeviceUnbound')
      await until(() => tv.received.length > 0, 'a notice came')
      expect(JSON.parse(String(tv.received[0]?.payload)).eventName).toBe('DeviceUnbound')
    })

    it('tells every session of the device and no other device', async () => {
      const { notifier, listen } = await start()
      const [one, two, other] = await Promise.all(['tv-a', 'tv-a', 'tv-b'].map(listen))
      await notifier.notify('tv-a', 'DeviceAuthorized')
      await notifier.notify('tv-b', 'DeviceUnbound')
      await until(() => one?.received.length === 1 && two?.received.length === 1, 'both heard')
      await until(() => other?.received.length === 1, 'the other heard its own')
      expect(JSON.parse(String(other?.received[0]?.payload)).eventName).toBe('DeviceUnbound')
    })

    it('ends all sessions of a device whose right is withdrawn, and no others', async () => {
      const { notifier, listen } = await start()
      const [one, two, other] = await Promise.all(['tv-a', 'tv-a', 'tv-b'].map(listen))
      await notifier.disconnect('tv-a')
      await Promise.all([one?.ended, two?.ended])
      await notifier.notify('tv-b', 'LinkOpened')
      await until(() => other?.received.length === 1, 'the other still hears')
    })

    it('does not mind devices that are not there, nor payloads that cannot be written', async () => {
      const { notifier, listen } = await start()
      await listen('tv-a')
      const endless: Record<string, unknown> = {}
      endless['self'] = endless
      await expect(notifier.notify('nobody', 'LinkOpened')).resolves.toBeUndefined()
      await expect(notifier.notify('__proto__', 'LinkOpened')).resolves.toBeUndefined()
      await expect(notifier.notify('tv-a', 'LinkOpened', endless)).resolves.toBeUndefined()
      await expect(notifier.disconnect('nobody')).resolves.toBeUndefined()
    })

    it('answers every call that meets its closing, and does nothing afterwards', async () => {
      const { notifier, listen } = await start()
      const devices = await Promise.all(Array.from({ length: 5 }, (_, n) => listen(`tv-${n}`)))
      const notify = () => devices.map((_, n) => notifier.notify(`tv-${n}`, 'LinkOpened'))
      const before = notify()
      const closings = [notifier.close(), notifier.close()]
      await Promise.all([...before, ...notify(), ...closings])
      await Promise.all(devices.map(({ ended }) => ended))
      await Promise.all([...notify(), notifier.disconnect('tv-0'), notifier.close()])
    })
  })
}
