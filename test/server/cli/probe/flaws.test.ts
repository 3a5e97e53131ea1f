import { describe, expect, it } from 'vitest'

import {
  PEER_ACCOUNT,
  PEER_BACKEND,
  PEER_CLIENT,
  PEER_OTHER,
  startPeer,
} from '../../../support/peer.ts'
import type { Flaws } from '../../../support/peer-flaws.ts'
import { heldWire, idsOf, probed } from '../../../support/probing.ts'

const AS_ANN = {
  clientId: PEER_CLIENT,
  otherClientId: PEER_OTHER,
  account: PEER_ACCOUNT,
  slow: true,
}
const AS_NOBODY = { clientId: PEER_CLIENT, otherClientId: PEER_OTHER }

async function probePeer(flaws: Partial<Flaws>, as: typeof AS_ANN | typeof AS_NOBODY) {
  const peer = await startPeer(flaws)
  const wire = heldWire(peer.clock)
  return { peer, wire, report: await probed(wire, { url: peer.url, ...as }) }
}

describe('a server that does everything right', () => {
  it('passes all that an account can show', async () => {
    const { report, peer } = await probePeer({}, AS_ANN)
    expect(idsOf(report, 'fail')).toEqual([])
    expect(idsOf(report, 'not_applicable')).toEqual(['token-wrong-secret', 'page-decline'])
    expect(peer.granted.size).toBe(0)
  })

  it('passes all that can be seen without one', async () => {
    const { report } = await probePeer({}, AS_NOBODY)
    expect(idsOf(report, 'fail')).toEqual([])
    expect(idsOf(report, 'not_applicable')).toEqual([
      ...['token-wrong-secret', 'denial-final', 'tokens', 'tokens-no-store', 'single-use'],
      ...['typed-code', 'expiry'],
    ])
  })

  it('passes with a client that has a secret', async () => {
    const peer = await startPeer()
    const report = await probed(heldWire(peer.clock), {
      url: peer.url,
      clientId: PEER_BACKEND.clientId,
      clientSecret: PEER_BACKEND.secret,
      account: PEER_ACCOUNT,
    })
    expect(idsOf(report, 'fail')).toEqual([])
    expect(idsOf(report, 'pass')).toContain('token-wrong-secret')
  })
})

/** One flaw, and every check that sees it. */
const SEEN: [flaw: Partial<Flaws>, by: string[]][] = [
  [{ metadata: 'no grant' }, ['metadata']],
  [{ metadata: 'another issuer' }, ['metadata']],
  [{ cacheable: 'codes' }, ['codes-no-store']],
  [{ cacheable: 'tokens' }, ['tokens-no-store']],
  [{ contentType: true }, ['json']],
  [{ lifeSeconds: 7200 }, ['lifetime']],
  [{ userCode: 'four digits' }, ['user-code-entropy']],
  [{ userCode: 'a counter' }, ['user-code-entropy']],
  [{ userCode: 'look-alikes' }, ['user-code-letters', 'user-code-set']],
  [{ userCode: 'both cases' }, ['user-code-letters']],
  [{ userCode: 'vowels' }, ['user-code-set']],
  [{ deviceCode: 'short' }, ['device-code-entropy']],
  [{ deviceCode: 'in the address' }, ['device-code-hidden']],
  [{ uri: 'long' }, ['uri-short']],
  [{ uri: 'with a query' }, ['uri-short']],
  [{ gives: 'by GET' }, ['device-get']],
  [{ gives: 'nothing, and breaks' }, ['device-get']],
  [{ gives: 'to anybody' }, ['device-unknown-client']],
  [{ gives: 'for duplicates' }, ['device-duplicates']],
  [{ refuses: 'unknown parameters' }, ['device-unknown-parameter']],
  [{ refuses: 'empty parameters' }, ['device-empty-parameter']],
  [{ tokens: 'by GET' }, ['token-get']],
  [{ tokens: 'for duplicates' }, ['token-duplicates']],
  [{ tokens: 'to foreign clients' }, ['token-foreign-code']],
  [{ tokens: 'to anybody' }, ['token-unknown-client']],
  [{ tokens: 'no invalid_request' }, ['token-no-grant', 'token-no-code']],
  [{ tokens: 'no unsupported_grant_type' }, ['token-unknown-grant']],
  [{ tokens: 'another error for unknown codes' }, ['token-unknown-code', 'token-foreign-code']],
  [{ tokens: 'with cookies from anywhere' }, ['token-cors']],
  [{ waiting: 'never slow_down' }, ['slow-down']],
  [{ waiting: 'slow_down for ever' }, ['pace-kept']],
  [{ previews: 'GET' }, ['page-preview']],
  [{ previews: 'HEAD' }, ['page-preview']],
  [{ page: 'missing' }, ['page-opens', 'page-frame']],
  [{ page: 'framed' }, ['page-frame']],
  [{ page: 'framed by a star' }, ['page-frame']],
  [{ page: 'nameless' }, ['page-names']],
  [{ page: 'without code' }, ['page-code']],
  [{ page: 'needs nobody' }, ['page-sign-in']],
  [{ denial: 'undone by a later yes' }, ['denial-final']],
  [{ denial: 'unheard' }, ['denial', 'denial-final']],
  [{ twice: true }, ['single-use']],
  [{ typed: 'exactly' }, ['typed-code']],
  [{ expired: 'pending' }, ['expiry']],
  [{ expired: 'forgotten' }, ['expiry']],
  [{ guesses: 'unlimited' }, ['guess-limit']],
]

describe('one flaw is seen by its own checks and no others', () => {
  it.each(SEEN)('%j', async (flaw, by) => {
    const { report } = await probePeer(flaw, AS_ANN)
    expect(idsOf(report, 'fail')).toEqual(by)
  })
})

/** What shows on the pages alone, to somebody without an account. */
const SEEN_ON_PAGES: typeof SEEN = [
  [{ page: 'nameless' }, ['page-names']],
  [{ page: 'without code' }, ['page-code']],
  [{ page: 'without no' }, ['page-decline']],
  [{ page: 'needs nobody' }, ['page-sign-in']],
  [{ denial: 'unheard' }, ['denial']],
  [{ guesses: 'unlimited' }, ['guess-limit']],
]

describe('one flaw is seen on the pages, without an account', () => {
  it.each(SEEN_ON_PAGES)('%j', async (flaw, by) => {
    const { report } = await probePeer(flaw, AS_NOBODY)
    expect(idsOf(report, 'fail')).toEqual(by)
  })
})

describe('a server that goes wrong from the first answer', () => {
  it.each([
    ['no user code', 'missing or of the wrong type: user_code'],
    ['texts for numbers', 'missing or of the wrong type: expires_in, interval'],
  ] as const)('%s: is told so, and the rest is not applicable', async (members, saw) => {
    const { report } = await probePeer({ members }, AS_ANN)
    expect(report.checks.find(({ id }) => id === 'members')).toMatchObject({ result: 'fail', saw })
    expect(idsOf(report, 'fail')).toEqual(['members'])
    expect(idsOf(report, 'not_applicable')).toContain('single-use')
  })

  it('waits with 200: everything that hangs on it fails with it', async () => {
    const { report } = await probePeer({ waiting: 'with 200' }, AS_ANN)
    expect(idsOf(report, 'fail')).toContain('pending')
  })

  it('gives the same code again and again', async () => {
    const { report } = await probePeer({ userCode: 'always the same' }, AS_NOBODY)
    const entropy = report.checks.find(({ id }) => id === 'user-code-entropy')
    expect(entropy).toMatchObject({ result: 'fail', saw: 'the same code twice in 16 draws' })
  })

  it('leads the QR to another host, which is never asked', async () => {
    const { report, wire } = await probePeer({ uri: 'complete elsewhere' }, AS_NOBODY)
    expect(idsOf(report, 'fail')).toContain('uri-complete')
    expect(wire.calls.filter(({ url }) => url.includes('elsewhere'))).toEqual([])
  })
})
