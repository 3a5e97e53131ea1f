import { describe, expect, it } from 'vitest'

import { findPlatform } from '../../../../tv-app/src/platform.ts'
import { standInWindow, told } from '../stand-in-window.ts'
import { AGENTS } from './set.ts'

describe('the screen of a browser', () => {
  function locking() {
    const said: string[] = []
    let grant: (() => void) | undefined
    const locks: EventTarget[] = []
    const request = () =>
      new Promise<unknown>((resolve, reject) => {
        said.push('asked')
        grant = () => {
          const release = () => {
            said.push('released')
            return Promise.resolve()
          }
          locks.push(Object.assign(new EventTarget(), { release }))
          resolve(locks.at(-1))
        }
        refuse = () => reject(new Error('NotAllowedError'))
      })
    let refuse: (() => void) | undefined
    const navigator = { userAgent: AGENTS.desk, language: 'en', wakeLock: { request } }
    const { owner, document } = standInWindow({ navigator })
    const { keepAwake } = findPlatform(owner)
    const settled = async (how: 'grant' | 'refuse') => {
      if (how === 'grant') grant?.()
      else refuse?.()
      await new Promise(setImmediate)
    }
    return { said, document, keepAwake, settled, locks }
  }

  it('stays awake from when it is asked to until it is not', async () => {
    const { said, keepAwake, settled } = locking()
    keepAwake(true)
    keepAwake(true)
    await settled('grant')
    expect(said).toEqual(['asked'])
    keepAwake(false)
    expect(said).toEqual(['asked', 'released'])
  })

  it('goes to sleep when that was no longer wanted before it was granted', async () => {
    const { said, keepAwake, settled } = locking()
    keepAwake(true)
    keepAwake(false)
    await settled('grant')
    expect(said).toEqual(['asked', 'released'])
  })

  it('is asked for again when the page was hidden meanwhile, and never while it is', async () => {
    const { said, document, keepAwake, settled, locks } = locking()
    keepAwake(true)
    await settled('grant')
    document.hidden = true
    locks[0]?.dispatchEvent(new Event('release'))
    document.dispatchEvent(told('visibilitychange'))
    expect(said).toEqual(['asked'])
    document.hidden = false
    document.dispatchEvent(told('visibilitychange'))
    expect(said).toEqual(['asked', 'asked'])
  })

  it('is left alone when the browser refuses', async () => {
    const { said, keepAwake, settled } = locking()
    keepAwake(true)
    await settled('refuse')
    keepAwake(false)
    expect(said).toEqual(['asked'])
  })
})
