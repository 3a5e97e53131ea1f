import process from 'node:process'

import { loadConfig } from '../config-sources.ts'
import { newPrivateKey, thumbprint } from '../credentials/p256.ts'
import { createOwnPlace } from '../own-place.ts'
import { detectedBase } from '../trust/public-address.ts'
import { done, type Outcome } from './outcome.ts'

/**
 * Makes a device key and prints the line for config.json, and the address that makes one TV this device. The key goes
 * in the fragment, which no server and no log gets to see.
 */
export async function provisionDevice(account = 'ACCOUNT'): Promise<Outcome> {
  const config = loadConfig(process.env)
  const place = await createOwnPlace(config, () => config.port)
  const made = newPrivateKey()
  const deviceId = `key_${thumbprint(made)}`
  const { x, y, d } = made
  const key = Buffer.from(JSON.stringify({ x, y, d })).toString('base64url')
  const tvUrl = `${detectedBase(place().ours)}/tv/#key=${key}`
  return done(
    { deviceId, tvUrl },
    `
  In config.json, under "devices":
    "${deviceId}": "${account}"

  Open this address once on that TV, and only there; whoever has it is this TV:
    ${tvUrl}
`,
  )
}
