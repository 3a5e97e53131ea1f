import { describe, expect, it } from 'vitest'

import { signIn } from '../../../../server/flow/sign-in/sign-in.ts'
import { startServer } from '../../../support/server.ts'

const CALLER = {
  network: { kind: 'host_lan', key: 'host-lan', address: '127.0.0.1' },
  base: 'http://tv.test',
  issuer: 'http://tv.test',
  secure: false,
  country: null,
  label: null,
} as const

describe('passwords that are tried at once', () => {
  it('see each other: five are looked at, and the others wait', async () => {
    const { parts } = await startServer()
    const tries = await Promise.all(
      Array.from({ length: 40 }, () =>
        signIn(parts, { username: 'eliza', password: 'guess' }, CALLER),
      ),
    )
    const said = tries.map((answer) => ('refused' in answer ? answer.refused : 'in'))
    expect(said.filter((code) => code === 'sign_in_failed')).toHaveLength(5)
    expect(said.filter((code) => code === 'too_many_attempts')).toHaveLength(35)
  })
})
