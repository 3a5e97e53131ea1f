import { describe, expect, it, onTestFinished } from 'vitest'

import { parseConfig } from '../../../server/config.ts'
import { SenzaMessages } from '../../../server/outside/senza-messages.ts'
import { MessageServer, OAUTH, type Trouble } from '../../support/message-service.ts'

const TV = 'senza_7e6d37c30d21af04'
const AUTHORIZED = ['DeviceAuthorized', { authorized: true }] as const

async function setUp(
  options: { messages?: Record<string, unknown>; outside?: Record<string, unknown> } = {},
) {
  const clock = { now: 1_800_000_000 }
  const service = await MessageServer.start(() => clock.now)
  const parsed = parseConfig({
    notifier: 'senza',
    oauth: OAUTH,
    messages: { ...service.settings, ...options.messages },
    // Longer than a test may take: whoever waits for it fails.
    outside: { timeoutMs: 60_000, ...options.outside },
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const { oauth, messages: settings, outside: limits } = parsed.config
  if (oauth === null) throw new Error('no oauth')
  const logged: string[] = []
  const log = {
    warn: (fields: object, text: string) => void logged.push(`${text} ${JSON.stringify(fields)}`),
  }
  const messages = new SenzaMessages({ oauth, settings, limits, now: () => clock.now, log })
  onTestFinished(() => messages.close())
  const send = (deviceId = TV) => messages.send(deviceId, ...AUTHORIZED)
  const tokens = () => service.taken.map(({ token }) => token.replace('platform-token-', ''))
  return { clock, service, messages, send, logged, tokens }
}

/** How many messages have got through, after one more that is sent when nobody waits for a failure any longer. */
async function sentLater(
  clock: { now: number },
  service: MessageServer,
  send: () => Promise<void>,
): Promise<number> {
  clock.now += 10
  await send()
  return service.taken.length
}

describe('Z23: the sender of messages to the platform', () => {
  it('proves itself as the tutorial does, and sends in the form of the platform’s API', async () => {
    const { service, send, logged } = await setUp()
    await send()
    expect(service.asked).toEqual([{ ...OAUTH, grant_type: 'client_credentials' }])
    expect(service.taken).toEqual([
      {
        subject: '7e6d37c30d21af04',
        token: 'platform-token-1',
        body: {
          payload: { authorized: true },
          eventName: 'DeviceAuthorized',
          target: 'application',
          origin: 'internal',
        },
      },
    ])
    expect(service.authorizations).toEqual(['Bearer platform-token-1'])
    expect(logged).toEqual([])
  })

  it('tells TVs of its platform and passes every other over', async () => {
    const { service, send } = await setUp()
    for (const other of ['key_abc', 'link_abc', 'senza', 'senzax_1', 'acme_1', '__proto__']) {
      await send(other)
    }
    expect([service.asked, service.taken]).toEqual([[], []])
    await send('senza_a_b')
    expect(service.taken.map(({ subject }) => subject)).toEqual(['a_b'])
  })

  it('writes what does not belong in a path as percent signs', async () => {
    const { service, send } = await setUp()
    await send('senza_../groups/app?x#y')
    expect(service.taken.map(({ subject }) => subject)).toEqual(['..%2Fgroups%2Fapp%3Fx%23y'])
  })

  it('with tokens of two seconds still reaches the TV five seconds later', async () => {
    const { clock, service, send, tokens, logged } = await setUp()
    service.lifeSeconds = 2
    await send()
    clock.now += 5
    await send()
    expect(tokens()).toEqual(['1', '2'])
    expect(logged).toEqual([])
  })

  it('renews its token before it ends, while messages still go out with the old one', async () => {
    const { clock, service, send, tokens } = await setUp()
    service.lifeSeconds = 1000
    await send()
    clock.now += 799
    await send()
    expect(service.asked.length).toBe(1)
    clock.now += 1
    await send()
    await expect.poll(() => service.asked.length).toBe(2)
    const next = async () => {
      await send()
      return tokens().at(-1)
    }
    await expect.poll(next).toBe('2')
    expect(tokens().slice(0, 3)).toEqual(['1', '1', '1'])
    expect(service.asked.length).toBe(2)
  })

  it('asks for one token when fifty messages need it at once', async () => {
    const { clock, service, send } = await setUp()
    service.lifeSeconds = 2
    for (const round of [1, 2]) {
      await Promise.all(Array.from({ length: 50 }, () => send()))
      expect([service.asked.length, service.taken.length]).toEqual([round, round * 50])
      clock.now += 3
    }
  })

  it('asks for another one when the service refuses it, once for all that it refused', async () => {
    const { service, send, tokens, logged } = await setUp()
    await send()
    service.revokeAll()
    await Promise.all(Array.from({ length: 50 }, () => send()))
    expect(service.asked.length).toBe(2)
    expect(tokens().slice(1)).toEqual(Array(50).fill('2'))
    expect(logged).toEqual([])
  })

  it('does not ask without end when the service takes none of its tokens', async () => {
    const { clock, service, send, logged } = await setUp({ messages: { retrySeconds: 10 } })
    service.expiresIn = 21_600
    service.lifeSeconds = 0
    for (let messages = 0; messages < 5; messages += 1) await send()
    expect(service.asked.length).toBe(2)
    expect(logged.length).toBe(5)
    expect(logged[0]).toContain('401')
    clock.now += 10
    await send()
    expect(service.asked.length).toBe(3)
  })

  it.each([['XXX'], [undefined], [null], [0], [-5], ['']])(
    'Z-t: takes a token whose expires_in is %o for one that lives, and hears from the service when it ends',
    async (expiresIn) => {
      const { clock, service, send, tokens } = await setUp()
      service.expiresIn = expiresIn === undefined ? null : expiresIn
      service.lifeSeconds = 5
      for (let messages = 0; messages < 3; messages += 1) await send()
      expect(service.asked.length).toBe(1)
      clock.now += 6
      await send()
      expect(tokens()).toEqual(['1', '1', '1', '2'])
    },
  )

  it('reads expires_in in digits, and believes no token that says it lives for years', async () => {
    const { clock, service, send } = await setUp()
    service.lifeSeconds = 1e12
    service.expiresIn = '100'
    await send()
    clock.now += 101
    service.expiresIn = 1e12
    await send()
    expect(service.asked.length).toBe(2)
    clock.now += 86_401
    await send()
    expect(service.asked.length).toBe(3)
  })

  it('says in the log that nobody gives it a token, does not ask again so soon, and recovers', async () => {
    const { clock, service, send, logged, tokens } = await setUp({ messages: { retrySeconds: 10 } })
    await service.goDown()
    await send()
    await send()
    expect(logged.length).toBe(1)
    expect(logged[0]).toContain('no token')
    await service.comeBack()
    clock.now += 9
    await send()
    expect(service.asked.length).toBe(0)
    clock.now += 1
    await send()
    expect(tokens()).toEqual(['1'])
    // A clock that is set back does not keep it waiting either.
    await service.goDown()
    service.revokeAll()
    clock.now += 86_400
    await send()
    await service.comeBack()
    clock.now -= 3600
    await send()
    expect(tokens()).toEqual(['1', '2'])
  })

  it('goes on with the old token while it cannot be renewed', async () => {
    const { clock, service, send, tokens, logged } = await setUp()
    service.lifeSeconds = 1000
    await send()
    service.tokenTrouble = 'fails'
    clock.now += 900
    await send()
    await expect.poll(() => logged.length).toBe(1)
    clock.now += 50
    await send()
    expect(tokens()).toEqual(['1', '1', '1'])
  })

  it.each<Trouble>(['stalls', 'hangs', 'endless', 'redirects', 'fails', 'no JSON', 'no token'])(
    'lives on when the token server %s',
    async (trouble) => {
      const patient = trouble === 'hangs' || trouble === 'stalls'
      const { clock, service, send, logged } = await setUp({
        outside: { timeoutMs: patient ? 100 : 60_000 },
      })
      service.tokenTrouble = trouble
      await send()
      expect(logged.length).toBe(1)
      // Nobody was asked at the place where the redirect led.
      expect(service.authorizations).toEqual([])
      service.tokenTrouble = null
      await expect.poll(() => sentLater(clock, service, send)).toBeGreaterThan(0)
    },
  )

  it.each<Trouble>(['stalls', 'hangs', 'endless', 'redirects', 'fails'])(
    'lives on when the message service %s',
    async (trouble) => {
      const patient = trouble === 'hangs' || trouble === 'stalls'
      const { clock, service, send, logged } = await setUp({
        outside: { timeoutMs: patient ? 300 : 60_000 },
      })
      // Where the machine is slow, the token may be late as well.
      await expect.poll(() => sentLater(clock, service, send)).toBeGreaterThan(0)
      const before = [logged.length, service.taken.length]
      service.messageTrouble = trouble
      await send()
      expect(logged.length).toBe((before[0] ?? 0) + 1)
      expect(logged.at(-1)).toContain('A message did not reach the platform')
      expect(service.taken.length).toBe(before[1])
      service.messageTrouble = null
      await expect.poll(() => sentLater(clock, service, send)).toBeGreaterThan(service.taken.length)
    },
  )

  it('has no more than its number under way, drops the others and says so once', async () => {
    const { service, send, logged } = await setUp({ messages: { underWay: 3 } })
    let open = () => {}
    service.gate = new Promise((resolve) => {
      open = resolve
    })
    const all = Promise.all(Array.from({ length: 10 }, () => send()))
    await expect.poll(() => service.asked.length).toBe(1)
    open()
    await all
    expect(service.taken.length).toBe(3)
    expect(logged.length).toBe(1)
    service.gate = Promise.resolve()
    await send()
    expect(service.taken.length).toBe(4)
  })

  it('never says a secret in the log', async () => {
    const { clock, service, send, logged } = await setUp()
    await send()
    for (const trouble of ['fails', 'redirects', 'no JSON', 'no token', 'endless'] as const) {
      clock.now += 90_000
      service.tokenTrouble = trouble
      await send()
      clock.now += 90_000
      service.tokenTrouble = null
      service.messageTrouble = trouble
      await send()
      service.messageTrouble = null
    }
    expect(logged.length).toBeGreaterThan(5)
    expect(logged.join()).not.toMatch(/our-secret|our-client|platform-token|access_token/)
  })

  it('ends what is under way when it is closed, and does nothing afterwards', async () => {
    const { service, messages, send, logged } = await setUp()
    service.messageTrouble = 'hangs'
    const sending = send()
    await expect.poll(() => service.authorizations.length).toBe(1)
    await messages.close()
    await sending
    await send()
    expect(service.authorizations.length).toBe(1)
    expect(logged).toEqual([])
  })

  it('ends its question for a token when it is closed', async () => {
    const { service, messages, send, logged } = await setUp()
    service.tokenTrouble = 'hangs'
    const sending = send()
    await expect.poll(() => service.asked.length).toBe(1)
    await messages.close()
    await sending
    expect([service.authorizations, logged]).toEqual([[], []])
  })
})
