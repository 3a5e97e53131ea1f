import { createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { IssuerKeys } from '../../../server/outside/issuer-keys.ts'
import { Issuer, type Trouble } from './issuer.ts'

const NOW = 1_800_000_000
const LIMITS = {
  // Longer than a test may take: whoever waits for it fails.
  timeoutMs: 60_000,
  refreshSeconds: 600,
  keepSeconds: 86_400,
  cooldownSeconds: 30,
  answerBytes: 65_536,
}

async function setUp(
  options: { discovery?: boolean; limits?: Partial<typeof LIMITS>; issuer?: string } = {},
) {
  const issuer = await Issuer.start()
  const clock = { now: NOW }
  const limits = { ...LIMITS, ...options.limits }
  const warned: string[] = []
  const sent: string[] = []
  const keys = new IssuerKeys({
    issuer: options.issuer ?? issuer.url,
    jwksUri: options.discovery ? null : issuer.jwksUri,
    limits,
    now: () => clock.now,
    log: { warn: (_fields, text) => void warned.push(text) },
    fetch: (url, init) => {
      sent.push(String(url))
      return fetch(url, init)
    },
  })
  /** What a token with this header gets. */
  const get = (kid?: string, alg = 'RS256') => keys.get(kid === undefined ? { alg } : { alg, kid })
  /** The same in a word. */
  const verdict = async (kid?: string, alg?: string) => {
    const key = await get(kid, alg)
    return key === null || key === 'unavailable' ? key : 'key'
  }
  return { issuer, clock, limits, warned, sent, get, verdict }
}

describe('the keys of an issuer', () => {
  it('are asked for once, when the first token comes, and are the issuer’s', async () => {
    const { issuer, get } = await setUp()
    expect(issuer.asked).toEqual([])
    const ours = await get('key-1')
    const theirs = createPublicKey({ key: issuer.keys[0]!.jwk, format: 'jwk' })
    expect((ours as typeof theirs).equals(theirs)).toBe(true)
    await get('key-1')
    expect(issuer.asked).toEqual(['/jwks'])
  })

  it('lie where its discovery document says', async () => {
    const { issuer, verdict } = await setUp({ discovery: true })
    expect(await verdict('key-1')).toBe('key')
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/jwks'])
  })

  it('are asked for once by a hundred tokens at the same time', async () => {
    const { issuer, verdict } = await setUp()
    const verdicts = await Promise.all(Array.from({ length: 100 }, () => verdict('key-1')))
    expect(new Set(verdicts)).toEqual(new Set(['key']))
    expect(issuer.asked.length).toBe(1)
  })

  it('that are new are found by asking exactly once more', async () => {
    const { issuer, clock, verdict } = await setUp()
    await verdict('key-1')
    issuer.addKey('key-2')
    clock.now += 30
    const verdicts = await Promise.all([1, 2, 3].map(() => verdict('key-2', 'ES256')))
    expect(verdicts).toEqual(['key', 'key', 'key'])
    expect(issuer.asked.length).toBe(2)
    expect(await verdict('key-2', 'ES256')).toBe('key')
    expect(issuer.asked.length).toBe(2)
  })

  it('that nobody has make us ask once, however many tokens name them, and not again so soon', async () => {
    const { issuer, clock, verdict } = await setUp()
    await verdict('key-1')
    clock.now += 30
    const unknown = await Promise.all(
      Array.from({ length: 100 }, (_, index) => verdict(`unknown-${index}`)),
    )
    expect(new Set(unknown)).toEqual(new Set([null]))
    expect(issuer.asked.length).toBe(2)
    clock.now += 29
    expect(await verdict('unknown-100')).toBeNull()
    expect(issuer.asked.length).toBe(2)
    clock.now += 1
    expect(await verdict('unknown-101')).toBeNull()
    expect(issuer.asked.length).toBe(3)
    // A clock that is set back does not stop the asking.
    clock.now -= 3600
    expect(await verdict('unknown-102')).toBeNull()
    expect(issuer.asked.length).toBe(4)
  })

  it('are renewed behind the backs of those that use them', async () => {
    const { issuer, clock, verdict } = await setUp()
    await verdict('key-1')
    clock.now += 599
    expect(await verdict('key-1')).toBe('key')
    expect(issuer.asked.length).toBe(1)
    clock.now += 1
    issuer.trouble = 'hangs'
    // The issuer does not answer at all, and still nobody waits for it.
    expect(await verdict('key-1')).toBe('key')
    await expect.poll(() => issuer.asked.length).toBe(2)
    await issuer.goDown()
    await issuer.comeBack()
    issuer.trouble = null
    issuer.removeKey('key-1')
    issuer.addKey('key-2')
    clock.now += 30
    await expect.poll(() => verdict('key-2', 'ES256')).toBe('key')
    expect(await verdict('key-1')).toBeNull()
  })

  it('that are known serve through an outage, and one that is not is put off', async () => {
    const { issuer, clock, verdict, warned } = await setUp()
    await verdict('key-1')
    await issuer.goDown()
    for (const hours of [1, 12, 23]) {
      clock.now = NOW + hours * 3600
      expect(await verdict('key-1')).toBe('key')
      expect(await verdict('key-2')).toBe('unavailable')
    }
    expect(warned.length).toBeGreaterThan(0)
    await issuer.comeBack()
    clock.now += 30
    issuer.addKey('key-2')
    expect(await verdict('key-2', 'ES256')).toBe('key')
  })

  it('are trusted no longer when the issuer has been away too long, until it is back', async () => {
    const { issuer, clock, sent, verdict } = await setUp()
    await verdict('key-1')
    await issuer.goDown()
    clock.now += 86_400
    expect(await verdict('key-1')).toBe('key')
    // What that has set off ends before the next question, which may then set off another.
    await expect.poll(() => sent.length).toBe(2)
    clock.now += 31
    expect(await verdict('key-1')).toBe('unavailable')
    await issuer.comeBack()
    const before = sent.length
    expect(await verdict('key-1')).toBe('unavailable')
    expect(sent.length).toBe(before)
    clock.now += 30
    expect(await verdict('key-1')).toBe('key')
  })

  it('of an issuer that is away from the start can be had as soon as it is there', async () => {
    const { issuer, clock, sent, verdict } = await setUp()
    await issuer.goDown()
    expect(await verdict('key-1')).toBe('unavailable')
    expect(await verdict('key-1')).toBe('unavailable')
    expect(sent.length).toBe(1)
    await issuer.comeBack()
    clock.now += 30
    expect(await verdict('key-1')).toBe('key')
  })

  it('that were withdrawn end with the next answer', async () => {
    const { issuer, clock, verdict } = await setUp()
    issuer.addKey('key-2')
    expect(await verdict('key-2', 'ES256')).toBe('key')
    issuer.removeKey('key-2')
    clock.now += 30
    expect(await verdict('key-3')).toBeNull()
    expect(await verdict('key-2', 'ES256')).toBeNull()
  })
})

describe('a token that names no key', () => {
  it('has one where exactly one fits its algorithm', async () => {
    const { issuer, clock, verdict } = await setUp()
    issuer.addKey('key-2', 'ES256')
    expect(await verdict(undefined, 'RS256')).toBe('key')
    expect(await verdict(undefined, 'ES256')).toBe('key')
    expect(await verdict(undefined, 'ES384')).toBeNull()
    issuer.addKey('key-3', 'ES256')
    clock.now += 30
    expect(await verdict('key-3', 'ES256')).toBe('key')
    expect(await verdict(undefined, 'ES256')).toBeNull()
    expect(await verdict(undefined, 'RS256')).toBe('key')
  })
})

describe('an answer that is none', () => {
  it.each<[Trouble, boolean]>([
    ['hangs', false],
    ['hangs', true],
    ['stalls', false],
    ['endless', false],
    ['endless', true],
    ['redirects', false],
    ['redirects', true],
    ['fails', false],
    ['fails', true],
    ['no JSON', false],
    ['no JSON', true],
    ['no keys', false],
    ['no keys', true],
    ['another issuer', true],
    ['keys over http', true],
  ])(
    'puts the token off and is said in the log: %s (discovery: %s)',
    async (trouble, discovery) => {
      const { issuer, clock, warned, sent, verdict } = await setUp({
        discovery,
        limits: { timeoutMs: trouble === 'hangs' || trouble === 'stalls' ? 100 : 60_000 },
      })
      issuer.trouble = trouble
      expect(await verdict('key-1')).toBe('unavailable')
      expect(warned).toEqual(['The keys of an issuer cannot be had.'])
      // Nobody was asked but the issuer itself, and that only once.
      expect(sent.length).toBe(1)
      expect(sent.every((url) => url.startsWith(issuer.url))).toBe(true)
      // Of 200 MB no more is taken than what lies in the buffers between two sockets.
      expect(issuer.sentBytes).toBeLessThan(32 * 1024 * 1024)
      issuer.trouble = null
      // A tenth of a second may be too little for an answer that comes, too.
      const later = () => {
        clock.now += 30
        return verdict('key-1')
      }
      await expect.poll(later).toBe('key')
    },
  )

  it('takes no known key away', async () => {
    const { issuer, clock, verdict } = await setUp()
    await verdict('key-1')
    for (const trouble of ['redirects', 'fails', 'no JSON', 'no keys'] as const) {
      issuer.trouble = trouble
      clock.now += 30
      expect(await verdict('unknown'), trouble).toBe('unavailable')
      expect(await verdict('key-1'), trouble).toBe('key')
    }
  })

  it('comes of an issuer that has no address at all', async () => {
    const { sent, verdict } = await setUp({ discovery: true, issuer: 'urn:example:platform' })
    expect(await verdict('key-1')).toBe('unavailable')
    expect(sent).toEqual([])
  })
})
