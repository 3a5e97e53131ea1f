import type { Notice, NoticeEvent } from '#contract/notice'

import type { Notifier } from './notifier.ts'
import { within } from './within.ts'

/** A TV platform's own message service, by which the TVs of that platform hear, too. */
export interface MessageService {
  /** Resolves when the service has answered or the message was given up; never rejects. Other devices are passed over. */
  send(deviceId: string, eventName: string, payload: unknown): Promise<void>
  /** Ends what is under way; later calls do nothing. */
  close(): Promise<void>
}

/**
 * Tells devices by our own MQTT and by their platform's message service. A TV that hears both asks hello twice at most,
 * and one whose app sleeps, or whose network lets no MQTT through, hears the one.
 *
 * @param handOverMs how long a call may wait for the service, which goes on by itself
 */
export function bothWays(broker: Notifier, service: MessageService, handOverMs: number): Notifier {
  const alsoByService = async (
    byBroker: Promise<void>,
    deviceId: string,
    { eventName, payload }: Pick<Notice, 'eventName' | 'payload'>,
  ) => {
    const sent = service.send(deviceId, eventName, payload)
    await Promise.all([byBroker, within(sent, handOverMs, undefined)])
  }
  return {
    notify: (deviceId: string, eventName: NoticeEvent, payload: object = {}) =>
      alsoByService(broker.notify(deviceId, eventName, payload), deviceId, { eventName, payload }),
    send: (deviceId, message) => alsoByService(broker.send(deviceId, message), deviceId, message),
    disconnect: (deviceId) => broker.disconnect(deviceId),
    async close() {
      await Promise.all([broker.close(), service.close()])
    },
  }
}
