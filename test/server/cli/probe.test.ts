import { readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

import { fetchWire } from '../../../server/cli/probe/fetch-wire.ts'
import { probeTable } from '../../../server/cli/probe/probe-table.ts'
import { GROUPS } from '../../../server/cli/probe/run.ts'
import { PEER_ACCOUNT, PEER_BACKEND, PEER_CLIENT, startPeer } from '../../support/peer.ts'
import type { Flaws } from '../../support/peer-flaws.ts'
import { heldWire } from '../../support/probing.ts'
import { couchlink, couchlinkHere } from './command.ts'

/** A server, and the command's own wire with that server's clock. */
async function startHeldPeer(flaws: Partial<Flaws> = {}) {
  const peer = await startPeer(flaws)
  const { now, sleep } = heldWire(peer.clock)
  const spies = [
    vi.spyOn(fetchWire, 'sleep').mockImplementation(sleep),
    vi.spyOn(fetchWire, 'now').mockImplementation(now),
  ]
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return peer
}

const ENV = { PROBE_PASSWORD: PEER_ACCOUNT.password, PROBE_SECRET: PEER_BACKEND.secret }
const AS_ANN = ['--account', PEER_ACCOUNT.username, '--password-env', 'PROBE_PASSWORD']

describe('couchlink probe', () => {
  it('prints a table with its sum, and ends with 0 when nothing failed', async () => {
    const { url } = await startHeldPeer()
    const args = ['probe', url, '--client-id', PEER_CLIENT, ...AS_ANN]
    const { code, out, err } = await couchlinkHere(args, ENV)
    expect([code, err]).toEqual([0, ''])
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^RESULT {2}CHECK +LEVEL +CLAUSE +SEEN$/)
    expect(lines.at(-1)).toMatch(/^4\d passed, 0 failed, \d not applicable$/)
    expect(lines.at(-2)).toMatch(/^\d+ requests in \d+ s$/)
    expect(out).toMatch(/^pass {4}slow-down +should {2}RFC 8628 §3\.5 +400 slow_down$/m)
    expect(out).not.toContain('\u001b')
  })

  it('ends with 1 when something failed, with the table all the same', async () => {
    const { url } = await startHeldPeer({ twice: true })
    const args = ['probe', url, '--client-id', PEER_CLIENT, ...AS_ANN]
    const { code, out } = await couchlinkHere(args, ENV)
    expect(code).toBe(1)
    expect(out).toMatch(/^FAIL {4}single-use /m)
    expect(out).toMatch(/ 1 failed, /)
  })

  it('prints one JSON value for scripts', async () => {
    const { url } = await startHeldPeer({ page: 'framed' })
    const { code, out, err } = await couchlinkHere(
      ['probe', url, '--client-id', PEER_CLIENT, '--json'],
      ENV,
    )
    expect([code, err]).toEqual([1, ''])
    const told = JSON.parse(out)
    expect(told).toMatchObject({ url, failed: 1 })
    expect(told.passed + told.failed + told.notApplicable).toBe(told.checks.length)
    expect(told.checks.find(({ id }: { id: string }) => id === 'page-frame')).toEqual({
      group: 'What the person sees',
      id: 'page-frame',
      level: 'must',
      clause: 'RFC 9700 §4.16',
      result: 'fail',
      saw: 'any other site may put it into a frame',
    })
  })

  it('takes endpoints by hand, and a secret from the environment', async () => {
    const { url } = await startHeldPeer()
    const { code, out } = await couchlinkHere(
      [
        ...['probe', 'http://nobody.invalid', '--device-endpoint', `${url}/codes`],
        ...['--token-endpoint', `${url}/token`, '--client-id', PEER_BACKEND.clientId],
        ...['--client-secret-env', 'PROBE_SECRET', '--app-name', PEER_CLIENT],
      ],
      ENV,
    )
    expect(code).toBe(0)
    expect(out).toMatch(/^n\/a {5}metadata .* the endpoints were named by hand$/m)
    expect(out).toMatch(/^pass {4}token-wrong-secret /m)
    expect(out).not.toContain(PEER_BACKEND.secret)
  })

  it.each([
    ['a server that is not there', ['http://127.0.0.1:1'], /no answer from 127\.0\.0\.1:1/],
    [
      'a client that is not known',
      ['PEER', '--client-id', 'who'],
      /gave no codes: 401 invalid_client/,
    ],
  ])('says so on stderr: %s', async (_what, args, said) => {
    const { url } = await startHeldPeer()
    const named = args.map((arg) => (arg === 'PEER' ? url : arg))
    const { code, out, err } = await couchlinkHere(['probe', ...named], ENV)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(said)
  })

  it.each([
    ['no address', []],
    ['an address that is none', ['tv.example.com']],
    ['a password in the address', ['https://eliza:hunter2@tv.example.com']],
    ['an account without a password', ['http://a.test', '--account', 'ann']],
    ['a password without an account', ['http://a.test', '--password-env', 'PROBE_PASSWORD']],
    [
      'a variable that is not set',
      ['http://a.test', '--account', 'a', '--password-env', 'NOT_SET'],
    ],
    ['both an account and a person', ['http://a.test', ...AS_ANN, '--interactive']],
  ])('is wrongly called with %s', async (_what, args) => {
    const { code, out, err } = await couchlinkHere(['probe', ...args], ENV)
    expect([code, out]).toEqual([2, ''])
    expect(err).not.toBe('')
    expect(err).not.toContain('hunter2')
  })

  it('does not ask a person where there is no terminal', async () => {
    const { code, err } = await couchlink(['probe', 'http://a.test', '--interactive'])
    expect([code, err]).toEqual([2, '--interactive needs a terminal.\n'])
  })
})

describe('the table', () => {
  const check = { group: 'G', id: 'x', level: 'must', clause: 'RFC 8628 §3.5' } as const
  const report = {
    requests: 3,
    seconds: 2,
    checks: [
      { ...check, result: 'pass', saw: '200' },
      { ...check, result: 'fail', saw: '\u001b[2Jgone\nsecond line' },
      { ...check, group: 'H', result: 'not_applicable', saw: 'nobody' },
    ],
  } as const

  it('stands in groups, and lets no server steer the terminal', () => {
    const lines = probeTable({ ...report, checks: [...report.checks] }, false).split('\n')
    expect(lines).toEqual([
      'RESULT  CHECK  LEVEL  CLAUSE         SEEN',
      '',
      'G',
      'pass    x      must   RFC 8628 §3.5  200',
      'FAIL    x      must   RFC 8628 §3.5  \uFFFD[2Jgone\uFFFDsecond line',
      '',
      'H',
      'n/a     x      must   RFC 8628 §3.5  nobody',
      '',
      '3 requests in 2 s',
      '1 passed, 1 failed, 1 not applicable',
    ])
  })

  it('is painted where somebody sees it, without moving anything', () => {
    const painted = probeTable({ ...report, checks: [...report.checks] }, true)
    expect(painted).toContain('\u001b[1;31mFAIL\u001b[0m    x')
    const [before = '', ...parts] = painted.split('\u001b[')
    const plain = before + parts.map((part) => part.slice(part.indexOf('m') + 1)).join('')
    expect(plain).toBe(probeTable({ ...report, checks: [...report.checks] }, false))
  })
})

describe('docs/probe.md', () => {
  const page = readFileSync(new URL('../../../docs/probe.md', import.meta.url), 'utf8')
  const [, ...sections] = page.split(/^## /m)
  const inDocs = sections.flatMap((section) => {
    const [group = ''] = section.split('\n')
    return [...section.matchAll(/^\| `([\w-]+)` \| (must|should) \| ([^|]+) \|/gm)].map(
      ([, id, level, clause]) => [group, id, level, clause],
    )
  })

  it('says of every check what it means, with its level and clause', () => {
    const inCode = GROUPS.flatMap(({ title, checks }) =>
      checks.map(({ id, level, clause }) => [title, id, level, clause]),
    )
    expect(inDocs).toEqual(inCode)
  })
})
