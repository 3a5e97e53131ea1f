import type { Notice, NoticeEvent } from '#contract/notice'

/**
 * Tells devices that something changed. A notice is a nudge and may be lost: whoever calls this never depends on it,
 * and the device asks `GET /hello` for the truth.
 */
export interface Notifier {
  /**
   * Hands one notice over for `devices/{deviceId}/messages`, QoS 0, not retained.
   * Resolves when the broker has it, at the latest after `mqtt.handOverMs`; never rejects.
   */
  notify(deviceId: string, eventName: NoticeEvent, payload?: object): Promise<void>

  /** Hands an operator's message over in the same way, its name being none of {@link NoticeEvent}'s. */
  send(deviceId: string, message: Notice): Promise<void>

  /** Closes every MQTT session of this device, because its right to listen is withdrawn. */
  disconnect(deviceId: string): Promise<void>

  /** Ends the broker or the connection to it; later calls do nothing. */
  close(): Promise<void>
}
