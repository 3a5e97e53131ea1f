import { type Notices, noticeTopic } from '#contract/notice'

import type { Parts } from '../parts.ts'

/** Where this device may listen, and the password for it. */
export async function noticesFor(parts: Parts, deviceId: string, base: string): Promise<Notices> {
  const { mqtt } = parts.config
  const { clientId, token, expiresInSeconds } = await parts.noticeTokens.issue(deviceId)
  return {
    url: `${base.replace(/^http/, 'ws')}/mqtt`,
    topic: noticeTopic(deviceId),
    client_id: clientId,
    username: deviceId,
    token,
    expires_in: expiresInSeconds,
    keepalive: mqtt.keepaliveSeconds,
    reconnect: {
      first_spread: mqtt.firstSpreadSeconds,
      base: mqtt.reconnectBaseSeconds,
      cap: mqtt.reconnectCapSeconds,
    },
  }
}
