import {
  MESSAGE_SCOPE,
  type MessageRequest,
  type MessageResponse,
} from '#contract/operator-message'

import type { ClientToken } from '../../credentials/client-token.ts'
import { type Refusal, refuse } from '../../errors.ts'
import { oneMore } from '../../trust/per-second.ts'
import { scopeNames } from '../client/scope.ts'
import type { Parts } from '../parts.ts'

/**
 * Whether this back end may send a message now; `null` means yes, and counts it. A token outlives a change of
 * config.json by minutes, so what the client may do today is asked there.
 */
export function refuseSender(parts: Parts, { clientId, scope }: ClientToken): Refusal | null {
  const { config, messagePaces, now } = parts
  const client = Object.hasOwn(config.clients, clientId) ? config.clients[clientId] : undefined
  if (!client?.grants.includes('client_credentials')) return refuse('invalid_token')
  const mayStill = client.scopes.includes(MESSAGE_SCOPE)
  if (!mayStill || !scopeNames(scope).includes(MESSAGE_SCOPE)) return refuse('insufficient_scope')
  const { perSecond } = config.messages
  const { fits, second } = oneMore(messagePaces.get(clientId) ?? null, perSecond, now())
  messagePaces.set(clientId, second)
  return fits ? null : refuse('too_many_attempts', { retryAfterSeconds: 1 })
}

/**
 * Hands an operator's message over to whoever listens as this device just now, and to its platform where that has a
 * message service. Whether anybody heard it is not known.
 */
export async function sendMessage(
  parts: Parts,
  deviceId: string,
  { eventName, payload }: MessageRequest,
): Promise<MessageResponse | Refusal> {
  const { known } = await parts.store.deviceState(deviceId, parts.now())
  if (!known) return refuse('device_unknown')
  const id = parts.randomId()
  await parts.notifier.send(deviceId, { id, eventName, payload })
  return { id }
}
