import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

async function setUp(...names: string[]) {
  const server = await startServer({ accounts: await accounts(...names) })
  const bind = async (tv: Tv, name: string) => {
    const { handle } = await tv.requestLink()
    const answer = await new Phone(server.url).approve(handle, {
      username: name,
      password: passwordOf(name),
    })
    expect(answer.status).toBe(200)
    return (await tv.hello()).body.binding
  }
  return { server, bind }
}

describe('goodbye', () => {
  it('gives up the binding it names and no later one', async () => {
    const { server, bind } = await setUp('dora', 'bob')
    const tv = await Tv.boot(server.url)
    const doras = await bind(tv, 'dora')
    const bobs = await bind(tv, 'bob')
    const late = await tv.goodbye(doras)
    expect([late.status, late.body]).toEqual([200, {}])
    expect((await tv.hello()).body.name).toBe('Bob')
    await tv.goodbye(bobs)
    expect((await tv.hello()).status).toBe(401)
  })

  it('said twice is answered twice in the same way', async () => {
    const { server, bind } = await setUp('dora')
    const tv = await Tv.boot(server.url)
    const binding = await bind(tv, 'dora')
    const answers = [await tv.goodbye(binding), await tv.goodbye(binding), await tv.goodbye()]
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [200, {}],
      [200, {}],
      [200, {}],
    ])
  })

  it('without a body gives up the current binding', async () => {
    const { server, bind } = await setUp('dora')
    const tv = await Tv.boot(server.url)
    await bind(tv, 'dora')
    await tv.goodbye()
    expect((await tv.hello()).status).toBe(401)
  })

  it('by GET is refused, and the TV stays bound', async () => {
    const { server, bind } = await setUp('dora')
    const tv = await Tv.boot(server.url)
    await bind(tv, 'dora')
    const answer = await tv.call('GET', '/goodbye')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await tv.hello()).status).toBe(200)
  })

  it('with a body that is not ours changes nothing', async () => {
    const { server, bind } = await setUp('dora')
    const tv = await Tv.boot(server.url)
    await bind(tv, 'dora')
    for (const body of [{ binding: 5 }, { binding: 'short' }, { bindings: 'x' }, {}, []]) {
      expect((await tv.call('POST', '/goodbye', body)).status, JSON.stringify(body)).toBe(400)
    }
    expect((await tv.hello()).status).toBe(200)
  })
})

describe('three TVs of one account', () => {
  it('are independent', async () => {
    const { server, bind } = await setUp('dora')
    const tvs = await Promise.all([1, 2, 3].map(() => Tv.boot(server.url)))
    const [first, second, third] = tvs as [Tv, Tv, Tv]
    for (const tv of tvs) await bind(tv, 'dora')
    await second.goodbye()
    const statuses = await Promise.all([first, second, third].map((tv) => tv.hello()))
    expect(statuses.map(({ status }) => status)).toEqual([200, 401, 200])
  })
})

describe('twenty times bound and given up, each time by another account', () => {
  it('leaves no socket, no file handle and no live row behind', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `person${index}`)
    const { server, bind } = await setUp(...names)
    const tv = await Tv.boot(server.url)
    await bind(tv, 'person0')
    await tv.goodbye()
    const handlesBefore = readdirSync('/proc/self/fd').length
    const timersBefore = process
      .getActiveResourcesInfo()
      .filter((kind) => kind === 'Timeout').length
    for (const name of names) {
      const binding = await bind(tv, name)
      expect((await tv.hello()).body.name.toLowerCase()).toBe(name)
      await tv.goodbye(binding)
      expect((await tv.hello()).status).toBe(401)
    }
    expect(readdirSync('/proc/self/fd').length - handlesBefore).toBeLessThanOrEqual(3)
    const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    expect(timers - timersBefore).toBeLessThanOrEqual(2)
    expect(await server.parts.store.deviceState(tv.deviceId, server.clock.now)).toMatchObject({
      bound: null,
      link: { state: 'approved' },
    })
  })
})
