import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Client } from '../../../server/config-apps.ts'
import { hashClientSecret, isClientSecret } from '../../../server/credentials/client-secret.ts'

describe('a client’s secret', () => {
  it('is known by a hash that config.json takes', () => {
    const hash = hashClientSecret('a secret of the app')
    expect(v.parse(Client, { name: 'App', secret: hash }).secret).toBe(hash)
    expect(isClientSecret('a secret of the app', hash)).toBe(true)
  })

  it('is nothing else: no other text, no prefix, not the hash itself', () => {
    const hash = hashClientSecret('a secret of the app')
    for (const wrong of [
      '',
      'a secret of the ap',
      'a secret of the app ',
      'A secret of the app',
      hash,
    ]) {
      expect(isClientSecret(wrong, hash), wrong).toBe(false)
    }
    for (const broken of ['', 'sha256:', hash.slice(0, -1), `${hash}A`, hash.toUpperCase()]) {
      expect(isClientSecret('a secret of the app', broken), broken).toBe(false)
    }
  })
})
