import { randomBytes } from 'node:crypto'

import { hashClientSecret } from '../credentials/client-secret.ts'
import { done, type Outcome } from './outcome.ts'

/** A fresh secret of 256 bits for an OAuth client, and the hash by which config.json knows it. */
export function makeClientSecret(): Outcome {
  const secret = randomBytes(32).toString('base64url')
  const hash = hashClientSecret(secret)
  return done(
    { secret, hash },
    `
  For the app alone; it is not shown again:
    ${secret}

  In config.json, at that client under "clients":
    "secret": "${hash}"
`,
  )
}
