import { describe, expect, it } from 'vitest'

import type { Prompt } from '../../../../server/cli/probe/asking-person.ts'
import { PEER_ACCOUNT, PEER_CLIENT, type Peer, startPeer } from '../../../support/peer.ts'
import type { Flaws } from '../../../support/peer-flaws.ts'
import { heldWire, idsOf, probed } from '../../../support/probing.ts'

const AFTER_MS = 12_000

/** A person at the terminal who does what is said, some seconds later; or looks away, and answers nothing. */
async function probeWith(flaws: Partial<Flaws>, looks: 'here' | 'away') {
  const peer = await startPeer(flaws)
  const held = heldWire(peer.clock)
  const told: string[] = []
  const due: { at: number; act: () => Promise<void> }[] = []
  const prompt: Prompt = {
    tell(text) {
      told.push(text)
      if (looks === 'here') due.push({ at: held.now() + AFTER_MS, act: () => obey(peer, text) })
    },
    yesOrNo: async () => (looks === 'here' ? true : null),
  }
  const wire = {
    ...held,
    async sleep(milliseconds: number) {
      await held.sleep(milliseconds)
      while (due[0] !== undefined && due[0].at <= held.now()) await due.shift()?.act()
    },
  }
  const report = await probed(wire, { url: peer.url, clientId: PEER_CLIENT, prompt })
  return { report, told, peer }
}

async function obey({ url }: Peer, text: string): Promise<void> {
  const [, handle] = /#([0-9A-Z]{26})/.exec(text) ?? []
  const [, typed] = /exactly like this: ([^,]+),/.exec(text) ?? []
  const decision = text.includes('say NO') ? 'deny' : 'approve'
  const which = handle === undefined ? { user_code: typed } : { handle }
  await fetch(`${url}/authorize`, {
    method: 'POST',
    body: JSON.stringify({ ...which, decision, ...PEER_ACCOUNT }),
  })
}

describe('couchlink probe --interactive', () => {
  it('tells the person what to do, and waits for it', async () => {
    const { report, told, peer } = await probeWith({}, 'here')
    expect(idsOf(report, 'fail')).toEqual([])
    expect(idsOf(report, 'pass')).toEqual(
      expect.arrayContaining(['denial', 'tokens', 'tokens-no-store', 'single-use', 'typed-code']),
    )
    expect(told).toHaveLength(2)
    expect(told[0]).toMatch(/^Open http:\S+, and say YES\.$/)
    expect(told[1]).toMatch(/type the code exactly like this: [a-z]{4} [a-z]{4}, and say YES\.$/)
    expect(peer.granted.size).toBe(0)
  })

  it('blames nobody when the person looks away', async () => {
    const { report } = await probeWith({}, 'away')
    expect(idsOf(report, 'fail')).toEqual([])
    expect(report.checks.find(({ id }) => id === 'tokens')).toMatchObject({
      result: 'not_applicable',
      saw: 'nobody decided in good time',
    })
  })

  it('sees a no that was said and never heard', async () => {
    const { report } = await probeWith({ denial: 'unheard' }, 'here')
    expect(idsOf(report, 'fail')).toEqual(['denial'])
  })
})
