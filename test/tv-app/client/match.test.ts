import { describe, expect, it } from 'vitest'

import { answerMatch } from '../../../tv-app/client/match.ts'
import { problem, provingServer } from './proving-server.ts'
import { smallTv } from './small-tv.ts'

const LINK_ID = 'BBBBBBBBBBBBBBBBBBBBBB'

/** A TV at a server that takes nothing without a right proof, and answers the number so. */
async function tv(
  answer: [status: number, body: unknown],
  ways: { refusedProofs?: number; platformSubject?: string } = {},
) {
  const server = await provingServer({ answer: () => answer, ...ways })
  const { call } = smallTv(server.base)
  const sent = () => server.asked.filter(({ path }) => path === '/link/match')
  return { call, sent, revoke: server.revoke }
}

describe('the number from the phone', () => {
  it('is sent once, proven, with the link request it is for', async () => {
    const { call, sent } = await tv([200, { status: 'authorized' }])
    expect(await answerMatch(call, LINK_ID, '472')).toEqual({ kind: 'right' })
    expect(sent()).toHaveLength(1)
    expect(sent()[0]).toMatchObject({ method: 'POST', dpop: expect.any(String) })
    expect(sent()[0]?.authorization).toMatch(/^DPoP /)
    expect(JSON.parse(sent()[0]?.body ?? '')).toEqual({ link_id: LINK_ID, number: '472' })
  })

  it.each([
    ['was not the one on the phone', 409, 'match_missed', 'missed'],
    ['came when there was no match any more', 404, 'link_unknown', 'gone'],
  ])('%s', async (_what, status, code, kind) => {
    const { call, sent } = await tv([status, problem(status, code)])
    expect(await answerMatch(call, LINK_ID, '472')).toEqual({ kind })
    expect(sent()).toHaveLength(1)
  })

  it.each([
    [429, 'too_many_attempts'],
    [503, 'busy'],
    [500, 'internal_error'],
    [404, 'not_found'],
    [409, 'link_taken'],
  ])('is neither right nor wrong when the server says %i %s', async (status, code) => {
    const { call, sent } = await tv([status, problem(status, code)])
    expect(await answerMatch(call, LINK_ID, '472')).toMatchObject({ kind: 'refused', status, code })
    expect(sent()).toHaveLength(1)
  })

  it('is not right because of an answer that does not say so', async () => {
    const others: [number, unknown][] = [
      [200, {}],
      [200, { status: 'denied' }],
      [200, { status: 'match', number: '472' }],
      [200, 'authorized'],
      [201, { status: 'authorized' }],
    ]
    for (const other of others) {
      const { call } = await tv(other)
      expect((await answerMatch(call, LINK_ID, '472')).kind).toBe('unreachable')
    }
  })

  it('is the same one when the call itself was not taken the first time', async () => {
    const proof = await tv([200, { status: 'authorized' }], { refusedProofs: 1 })
    expect(await answerMatch(proof.call, LINK_ID, '472')).toEqual({ kind: 'right' })
    const token = await tv([200, { status: 'authorized' }])
    await token.call({ method: 'GET', path: 'hello' })
    token.revoke()
    expect(await answerMatch(token.call, LINK_ID, '472')).toEqual({ kind: 'right' })
    for (const { sent } of [proof, token]) {
      expect(sent()).toHaveLength(2)
      expect(new Set(sent().map(({ body }) => body)).size).toBe(1)
    }
  })

  it('is nowhere when nobody answers', async () => {
    const { call } = smallTv('http://127.0.0.1:1/')
    expect((await answerMatch(call, LINK_ID, '472')).kind).toBe('unreachable')
  })
})
