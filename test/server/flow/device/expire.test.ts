import { expect, it } from 'vitest'

import { endDueBindings } from '../../../../server/flow/device/expire.ts'
import { accounts, startServer } from '../../../support/server.ts'

/** One more than a batch. */
const MANY = 201

it('ends as many batches of bindings as are due, and tells each device', async () => {
  const { parts, clock } = await startServer({ accounts: await accounts('dora') })
  const { accountId } = (await parts.store.accountByUsername('dora'))!
  const now = clock.now
  for (let index = 0; index < MANY; index += 1) {
    const handleHash = `handle-${index}`
    await parts.store.requestLink({
      ...{ linkId: `link-${index}`, handleHash, userCodeHash: `code-${index}` },
      ...{ deviceCodeHash: `device-code-${index}`, deviceId: `tv-${index}`, clientId: 'tv' },
      ...{ deviceName: null, deviceModel: null, jkt: null, scope: null, codeChallenge: null },
      ...{ linkKey: null, site: null },
      ...{ network: null, address: '192.0.2.1', country: null, createdAt: now },
      ...{ expiresAt: now + 600, perDevice: null, newDevices: null },
    })
    const bound = await parts.store.approveLink({
      ...{ handleHash, accountId, bindingId: `binding-${index}`, until: now + 60 },
      ...{ sessionId: null, session: null, payload: null, phoneKeyId: null, now },
    })
    expect(bound.outcome).toBe('bound')
  }
  const told: string[] = []
  const notifier = { ...parts.notifier, notify: async (id: string) => void told.push(id) }
  await endDueBindings({ ...parts, notifier })
  expect(told).toEqual([])
  clock.now = now + 60
  await endDueBindings({ ...parts, notifier })
  expect(new Set(told).size).toBe(MANY)
  expect(told).toHaveLength(MANY)
})
