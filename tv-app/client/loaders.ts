import type { MqttConnect } from './mqtt-connect.ts'
import type { P256 } from './soft-key.ts'
import type { Unseal } from './unseal.ts'

/** Loads the mqtt.js that this package depends on, 100 kB compressed, as a chunk of its own. */
export async function loadMqtt(): Promise<MqttConnect> {
  const { connect } = await import('./mqtt.ts')
  return connect
}

/** Loads this package's P-256 in JavaScript, 30 kB compressed, as a chunk of its own. */
export async function loadP256(): Promise<P256> {
  const { p256 } = await import('./p256.ts')
  return p256
}

/** Loads what opens payloads, 8 kB compressed, as a chunk of its own. */
export async function loadUnseal(): Promise<Unseal> {
  const { unseal } = await import('./unseal.ts')
  return unseal
}
