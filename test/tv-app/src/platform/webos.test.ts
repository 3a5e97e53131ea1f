import { describe, expect, it } from 'vitest'

import { told } from '../stand-in-window.ts'
import { AGENTS, set, woken } from './set.ts'

describe('an app on an LG TV', () => {
  function lg(more: Record<string, unknown>) {
    const said: string[] = []
    const page = set(AGENTS.lg, { close: () => said.push('close'), ...more })
    return { ...page, said }
  }
  const deviceInfo = JSON.stringify({ modelName: 'OLED55C3-ZA', platformVersion: '8.1.0' })

  it.each(['PalmSystem', 'webOSSystem'])(
    'is known by %s, which knows model and language',
    (name) => {
      const { platform } = lg({ [name]: { deviceInfo, locale: 'fr-FR', platformBack() {} } })
      expect(platform).toMatchObject({
        name: 'webos',
        describe: { name: 'LG TV', model: 'OLED55C3-ZA' },
        habits: { backOnHome: 'ask', canLeave: true, asksFirst: false },
        language: 'fr-FR',
      })
    },
  )

  it('is left the way back, and closed outright where the person was asked already', () => {
    const said: string[] = []
    const system = {
      platformBack() {
        expect(this).toBe(system)
        said.push('back')
      },
    }
    const { platform, said: closed } = lg({ PalmSystem: system })
    platform.leave()
    expect([said, closed]).toEqual([['back'], []])
    platform.leave(true)
    expect([said, closed]).toEqual([['back'], ['close']])
  })

  it('is left by LG’s library, or closed where there is no way back at all', () => {
    const said: string[] = []
    lg({ webOS: { platformBack: () => said.push('back') } }).platform.leave()
    expect(said).toEqual(['back'])
    const bare = lg({ PalmSystem: {} })
    bare.platform.leave()
    expect(bare.said).toEqual(['close'])
  })

  it('takes the model that the library tells later, and keeps its own when that is none', () => {
    let tell: ((info: object) => void) | undefined
    const library = {
      platformBack() {},
      deviceInfo: (told: (info: object) => void) => {
        tell = told
      },
    }
    const { platform } = lg({ webOS: library })
    expect(platform.describe.model).toBe('Chrome 53 on webOS')
    tell?.({ modelName: '55UK6300PLB' })
    expect(platform.describe.model).toBe('55UK6300PLB')
    tell?.({})
    expect(platform.describe.model).toBe('55UK6300PLB')
  })

  it('does without everything that a model lacks', () => {
    const { platform } = lg({ PalmSystem: { deviceInfo: 'no JSON' } })
    expect(platform).toMatchObject({ describe: { model: 'Chrome 53 on webOS' }, language: 'de-AT' })
  })

  it('wakes when it is launched once more', () => {
    const page = lg({ PalmSystem: {} })
    const times = woken(page)
    page.document.dispatchEvent(told('webOSRelaunch'))
    expect(times()).toBe(1)
  })
})
