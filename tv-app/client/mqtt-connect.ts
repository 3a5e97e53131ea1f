import type { Notices } from '#contract/notice'

/** A connection of mqtt.js 5, as far as this client uses it. */
export interface MqttConnection {
  on(event: 'connect' | 'packetreceive' | 'close', run: () => void): unknown
  /** A payload is bytes, whose `toString` reads them as UTF-8. */
  on(event: 'message', run: (topic: string, payload: { toString(): string }) => void): unknown
  on(event: 'error', run: (error: Error) => void): unknown
  subscribe(
    topic: string,
    options: { qos: 0 },
    done: (error: Error | null, granted?: { qos: number }[]) => void,
  ): unknown
  sendPing(): void
  end(force: boolean): unknown
}

/** `connect` of mqtt.js 5. */
export type MqttConnect = (
  url: string,
  options: ReturnType<typeof connectOptions>,
) => MqttConnection

const CONNECT_TIMEOUT_MS = 10_000

/** How this client connects with those credentials. */
export function connectOptions(notices: Notices) {
  return {
    protocolVersion: 4 as const,
    clean: true,
    clientId: notices.client_id,
    username: notices.username,
    password: notices.token,
    keepalive: notices.keepalive,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // mqtt.js would come back at a fixed pace, a whole fleet in step.
    reconnectPeriod: 0,
    // The default starts a worker from a Blob, which the page's policy forbids and old sets lack.
    timerVariant: 'native' as const,
  }
}

/** The broker's own word that it does not take these credentials [MQTT-3.2.2.3]: bad name or password, not authorized. */
export function isNotAuthorized(error: Error): boolean {
  const { code } = error as { code?: unknown }
  return code === 4 || code === 5
}
