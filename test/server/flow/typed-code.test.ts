import { describe, expect, it } from 'vitest'

import { typedLink } from '../../../server/flow/link/typed-code.ts'
import { startServer } from '../../support/server.ts'

const CALLER = {
  network: { kind: 'host_lan', key: 'host-lan', address: '127.0.0.1' },
  base: 'http://tv.test',
  issuer: 'http://tv.test',
  secure: false,
  country: null,
  label: null,
} as const

describe('codes that are typed at once', () => {
  it('see each other: five are looked at, and the others wait', async () => {
    const { parts } = await startServer()
    const tries = await Promise.all(
      Array.from({ length: 40 }, () => typedLink(parts, 'WDJBMJHT', 'account', CALLER)),
    )
    const said = tries.map((answer) => ('refused' in answer ? answer.refused : 'found'))
    expect(said.filter((code) => code === 'code_unknown')).toHaveLength(5)
    expect(said.filter((code) => code === 'too_many_attempts')).toHaveLength(35)
  })
})
