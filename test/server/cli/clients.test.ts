import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { parseConfig } from '../../../server/config.ts'
import { isClientSecret } from '../../../server/credentials/client-secret.ts'
import { couchlink, couchlinkJson } from './command.ts'

describe('couchlink clients secret', () => {
  it('makes another 256 bits each time, and the hash that config.json takes', async () => {
    const made = await couchlinkJson<{ secret: string; hash: string }>(['clients', 'secret'])
    const other = await couchlinkJson<{ secret: string; hash: string }>(['clients', 'secret'])
    expect(Buffer.from(made.secret, 'base64url')).toHaveLength(32)
    expect(made.secret).not.toBe(other.secret)
    expect(made.hash).toBe(`sha256:${createHash('sha256').update(made.secret).digest('base64url')}`)
    expect(isClientSecret(made.secret, made.hash)).toBe(true)
    expect(isClientSecret(made.secret, other.hash)).toBe(false)
    const clients = { shelf: { name: 'Shelf', secret: made.hash } }
    expect(parseConfig({ clients }).ok).toBe(true)
  })

  it('tells a person what goes where, and needs neither database nor configuration', async () => {
    const { code, out } = await couchlink(['clients', 'secret'], {
      env: { CONFIG: '/dev/null/none.json', DATA_DIR: '/dev/null/data' },
    })
    expect(code).toBe(0)
    expect(out).toMatch(/^ {4}[A-Za-z0-9_-]{43}$/m)
    expect(out).toMatch(/"secret": "sha256:[A-Za-z0-9_-]{43}"/)
  })
})
