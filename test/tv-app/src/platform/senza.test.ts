import { describe, expect, it } from 'vitest'

import { type DeviceInfo, DUMMY_DEVICE, STATES, senzaSdk } from './senza-sdk.ts'
import { AGENTS, set, woken } from './set.ts'

function senzas(
  options: {
    name?: 'senza' | 'hs'
    cefQuery?: unknown
    info?: Partial<DeviceInfo>
    assert?: () => Promise<string>
  } = {},
) {
  const { name = 'senza', cefQuery = () => {}, info, assert } = options
  const stand = senzaSdk(info, assert)
  const page = set(AGENTS.desk, { [name]: stand.sdk, cefQuery })
  return { ...page, ...stand }
}

/** How often the platform's message service has made the app ask hello. */
function told({ platform }: ReturnType<typeof senzas>): () => number {
  let times = 0
  platform.onNotice(() => {
    times += 1
  })
  return () => times
}

describe('an app in Senza’s cloud', () => {
  it.each(['senza', 'hs'] as const)(
    'is known by its SDK as %s, and vouched for by it',
    async (name) => {
      const { platform, said, start } = senzas({ name })
      expect(platform).toMatchObject({
        name: 'senza',
        describe: { name: 'Senza' },
        habits: { backOnHome: 'unbind', canLeave: true, asksFirst: false },
      })
      const word = platform.assertion?.()
      await start()
      expect(await word).toBe('its.own.word')
      expect(said).toEqual(['init', 'getClientAssertion'])
    },
  )

  it('is of the community that the SDK names, once it names one', async () => {
    const { platform, start } = senzas({ info: { community: 'Café <b>Lobby</b> sets' } })
    expect(platform.describe).toEqual({ name: 'Senza', model: 'Chrome 156 on Linux' })
    await start()
    expect(platform.describe).toEqual({ name: 'Senza', model: 'Café b Lobby b sets' })
    const silent = senzas({ info: { community: '' } })
    await silent.start()
    expect(silent.platform.describe.model).toBe('Chrome 156 on Linux')
  })

  it('says that it is drawn, leaves and listens only once the SDK has started', async () => {
    const page = senzas()
    page.platform.ready()
    page.platform.leave()
    await new Promise(setImmediate)
    expect(page.said).toEqual(['init'])
    await page.start()
    expect(page.said).toEqual(['init', 'uiReady', 'exitApplication'])
  })

  it('Z28: is woken each time it comes back to the foreground, and not on the way', async () => {
    const page = senzas()
    const times = woken(page)
    await page.start()
    for (const round of [1, 2]) {
      for (const state of [...STATES, 'suspended'] as const) {
        if (state !== 'foreground') page.moveTo(state)
      }
      expect(times()).toBe(round - 1)
      page.moveTo('foreground')
      expect(times()).toBe(round)
    }
  })

  it('Z16: asks hello when the message service brings one of our notices, and for nothing else', async () => {
    const page = senzas()
    const times = told(page)
    await page.start()
    page.message('DeviceAuthorized', { authorized: true })
    page.message('DeviceUnbound', '{}')
    expect(times()).toBe(2)
    for (const other of ['Recommend', 'deviceauthorized', '', '__proto__', null, 7, undefined]) {
      page.message(other, { authorized: true })
    }
    page.sdk.messageManager.dispatchEvent(new Event('message'))
    expect(times()).toBe(2)
  })

  it('Z27: is a browser’s page on a developer’s desk, where the SDK knows a dummy device alone', async () => {
    const page = senzas({ cefQuery: null, info: { deviceId: DUMMY_DEVICE } })
    const { platform, said, start } = page
    expect([platform.name, platform.assertion]).toEqual(['browser', null])
    platform.ready()
    platform.leave()
    const times = told(page)
    await start()
    page.message('DeviceAuthorized', {})
    expect([said, times()]).toEqual([[], 0])
  })

  it('tells whoever asks for the assertion that the SDK did not start', async () => {
    const sdk = { init: () => Promise.reject(new Error('no connector')), uiReady() {}, auth: {} }
    const { platform } = set(AGENTS.desk, { senza: sdk, cefQuery() {} })
    platform.ready()
    platform.onNotice(() => {})
    await expect(platform.assertion?.()).rejects.toThrow('no connector')
  })

  it.each([
    [{ code: 400, msg: 'tenant configuration missing' }, 'the tenant has no configuration'],
    [{ code: 0, msg: 'general' }, 'code 0'],
    ['a mere text', 'a mere text'],
    [undefined, 'undefined'],
  ])('says in a sentence why the platform does not vouch for it: %o', async (reason, sentence) => {
    const { platform, start } = senzas({ assert: () => Promise.reject(reason) })
    const word = platform.assertion?.()
    const failed = expect(word).rejects.toThrow(sentence)
    await start()
    await failed
  })

  it('makes do with an SDK of the first days, which has neither messages nor lifecycle', async () => {
    const sdk = { init: () => Promise.resolve(), uiReady() {} }
    const { platform } = set(AGENTS.desk, { senza: sdk, cefQuery() {} })
    platform.onNotice(() => {})
    platform.onVisible(() => {})
    platform.leave()
    await new Promise(setImmediate)
    expect([platform.name, platform.assertion]).toEqual(['senza', null])
  })
})
