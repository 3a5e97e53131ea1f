import { describe, expect, it } from 'vitest'

import { AGENTS, set, woken } from './set.ts'

describe('an app in Senza’s cloud', () => {
  function senzas(name: 'senza' | 'hs' = 'senza', cefQuery: unknown = () => {}) {
    const said: string[] = []
    let started: (() => void) | undefined
    let change: ((event: { state: string }) => void) | undefined
    const sdk = {
      init: () =>
        new Promise<void>((resolve) => {
          said.push('init')
          started = resolve
        }),
      uiReady: () => said.push('uiReady'),
      auth: {
        getClientAssertion() {
          said.push('assertion')
          return Promise.resolve({ hostplatform_assertion: 'its.own.word' })
        },
      },
      lifecycle: {
        addEventListener(type: string, listener: typeof change) {
          expect(type).toBe('onstatechange')
          change = listener
        },
        exitApplication: () => said.push('exit'),
      },
    }
    const page = set(AGENTS.desk, { [name]: sdk, cefQuery })
    const start = async () => {
      await new Promise(setImmediate)
      started?.()
      await new Promise(setImmediate)
    }
    return { ...page, said, start, changeTo: (state: string) => change?.({ state }) }
  }

  it.each(['senza', 'hs'] as const)(
    'is known by its SDK as %s, and vouched for by it',
    async (name) => {
      const { platform, said, start } = senzas(name)
      expect(platform).toMatchObject({
        name: 'senza',
        describe: { name: 'Senza' },
        habits: { backOnHome: 'unbind', canLeave: true },
      })
      const word = platform.assertion?.()
      await start()
      expect(await word).toBe('its.own.word')
      expect(said).toEqual(['init', 'assertion'])
    },
  )

  it('says that it is drawn, leaves and listens only once the SDK has started', async () => {
    const page = senzas()
    const times = woken(page)
    page.platform.ready()
    page.platform.leave()
    await new Promise(setImmediate)
    expect(page.said).toEqual(['init'])
    await page.start()
    expect(page.said).toEqual(['init', 'uiReady', 'exit'])
    page.changeTo('background')
    expect(times()).toBe(0)
    page.changeTo('foreground')
    expect(times()).toBe(1)
  })

  it('is a browser’s page where nobody vouches for it', () => {
    expect(senzas('senza', null).platform.name).toBe('browser')
  })

  it('tells whoever asks for the assertion that the SDK did not start', async () => {
    const sdk = { init: () => Promise.reject(new Error('no connector')), uiReady() {}, auth: {} }
    const { platform } = set(AGENTS.desk, { senza: sdk, cefQuery() {} })
    platform.ready()
    await expect(platform.assertion?.()).rejects.toThrow('no connector')
  })
})
