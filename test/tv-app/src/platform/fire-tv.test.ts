import { describe, expect, it } from 'vitest'

import { AGENTS, set } from './set.ts'

describe('a web app on Fire TV', () => {
  it('asks on home, and goes back out of the app', () => {
    let back = 0
    const history = {
      back() {
        back += 1
      },
    }
    const { platform } = set(AGENTS.fireTv, { history })
    expect(platform).toMatchObject({
      name: 'fire-tv',
      describe: { name: 'Fire TV' },
      habits: { backOnHome: 'ask', canLeave: true, asksFirst: false },
    })
    platform.leave()
    expect(back).toBe(1)
  })
})
