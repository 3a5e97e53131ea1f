import process from 'node:process'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'

import { loadConfig } from '../config-sources.ts'
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
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const { kty, crv, x, y, d } = await exportJWK(privateKey)
  const deviceId = `key_${await calculateJwkThumbprint({ kty, crv, x, y } as Record<string, string>)}`
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
