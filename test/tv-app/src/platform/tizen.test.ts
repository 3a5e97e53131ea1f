import { describe, expect, it } from 'vitest'

import { findPlatform } from '../../../../tv-app/src/platform.ts'
import { standInWindow, told } from '../stand-in-window.ts'
import { AGENTS, set, woken } from './set.ts'

describe('an app on a Samsung TV', () => {
  function samsung(webapis?: object) {
    const said: unknown[] = []
    const application = {
      getCurrentApplication: () => ({ exit: () => said.push('exit') }),
    }
    return { ...set(AGENTS.samsung, { tizen: { application }, webapis }), said }
  }

  it('asks on home, is left by exit(), and says its model', () => {
    const { platform, said } = samsung({
      productinfo: { getRealModel: () => 'QE55Q80AATXZG', getModel: () => 'QTV' },
    })
    expect(platform).toMatchObject({
      name: 'tizen',
      describe: { name: 'Samsung TV', model: 'QE55Q80AATXZG' },
      habits: { backOnHome: 'ask', canLeave: true, asksFirst: true },
      assertion: null,
    })
    platform.leave()
    expect(said).toEqual(['exit'])
  })

  it('asks an older set for the model that it knows', () => {
    const refuse = () => {
      throw new Error('SecurityError')
    }
    const older = samsung({ productinfo: { getModel: () => 'UN65JS9500' } })
    expect(older.platform.describe.model).toBe('UN65JS9500')
    const odd = samsung({ productinfo: { getRealModel: refuse, getModel: () => 'UN65' } })
    expect(odd.platform.describe.model).toBe('UN65')
    const closed = samsung({ productinfo: { getRealModel: refuse, getModel: refuse } })
    expect(closed.platform.describe.model).toBe('Chrome 76 on Tizen 6')
  })

  it('is asked for its keys one by one, so that one that is refused costs no other', () => {
    const asked: string[] = []
    const registerKey = (name: string) => {
      asked.push(name)
      if (name === '1') throw new Error('InvalidValuesError')
    }
    const tizen = { application: {}, tvinputdevice: { registerKey } }
    set(AGENTS.samsung, { tizen }).platform.askForKeys()
    const media = ['MediaPlay', 'MediaPause', 'MediaPlayPause', 'MediaStop']
    const seeking = ['MediaRewind', 'MediaFastForward']
    expect(asked).toEqual(expect.arrayContaining(['1', '5', '9', ...media, ...seeking]))
    expect(asked).not.toContain('Exit')
    expect(() => samsung().platform.askForKeys()).not.toThrow()
  })

  it('holds the screen saver off while a video plays', () => {
    const states: number[] = []
    const { platform } = samsung({
      appcommon: {
        AppCommonScreenSaverState: { SCREEN_SAVER_OFF: 0, SCREEN_SAVER_ON: 1 },
        setScreenSaver: (state: number, done: unknown, failed: unknown) => {
          expect([typeof done, typeof failed]).toEqual(['function', 'function'])
          states.push(state)
        },
      },
    })
    platform.keepAwake(false)
    for (let second = 0; second < 3; second += 1) platform.keepAwake(true)
    platform.keepAwake(false)
    expect(states).toEqual([0, 1])
  })

  it('does without everything that a model lacks or refuses', () => {
    const { owner } = standInWindow({
      tizen: {
        application: {
          getCurrentApplication() {
            throw new Error('UnknownError')
          },
        },
      },
      webapis: { appcommon: {} },
    })
    const platform = findPlatform(owner)
    expect(platform.name).toBe('tizen')
    expect(() => platform.leave()).not.toThrow()
    expect(() => platform.keepAwake(true)).not.toThrow()
    expect(() => samsung().platform.keepAwake(true)).not.toThrow()
  })

  it('wakes when it is called to the front', () => {
    const page = samsung()
    const times = woken(page)
    page.owner.dispatchEvent(told('appcontrol'))
    page.document.dispatchEvent(told('visibilitychange'))
    expect(times()).toBe(2)
  })
})
