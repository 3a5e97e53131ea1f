import { describe, expect, it } from 'vitest'

import type { LinkState } from '#contract/link'

import { linkState, linkStatus, refuseEnded } from '../../../server/flow/link/link-status.ts'
import type { LinkRecord } from '../../../server/store/store.ts'

const NOW = 1_800_000_000
const CONFIG = { openedSeconds: 90 } as Parameters<typeof linkStatus>[1]

const MATCHING: Partial<LinkRecord> = {
  state: 'matching',
  matchAccountId: 'account-1',
  matchNumber: '472',
  matchUntil: NOW + 60,
}

function link(changes: Partial<LinkRecord>): LinkRecord {
  return {
    linkId: 'AAAAAAAAAAAAAAAAAAAAAA',
    deviceId: 'key_x',
    deviceName: null,
    deviceModel: null,
    clientId: 'tv',
    network: null,
    address: null,
    country: null,
    state: 'pending',
    reason: null,
    createdAt: NOW,
    openedAt: null,
    expiresAt: NOW + 600,
    matchAccountId: null,
    matchNumber: null,
    matchUntil: null,
    claimAccountId: null,
    claimShown: null,
    claimUntil: null,
    linkKey: null,
    site: null,
    ...changes,
  }
}

describe('where a link request stands', () => {
  it.each<[string, Partial<LinkRecord>, number, LinkState, number]>([
    ['waits', {}, NOW, 'pending', 600],
    ['waits to its last second', {}, NOW + 599, 'pending', 1],
    ['ends with its time', {}, NOW + 600, 'expired', 0],
    ['was just opened', { state: 'opened', openedAt: NOW }, NOW, 'opened', 600],
    ['was opened 89 s ago', { state: 'opened', openedAt: NOW }, NOW + 89, 'opened', 511],
    [
      'was opened 90 s ago, and the page may be closed',
      { state: 'opened', openedAt: NOW },
      NOW + 90,
      'pending',
      510,
    ],
    ['was opened and then ran out', { state: 'opened', openedAt: NOW }, NOW + 600, 'expired', 0],
    ['is at its match', MATCHING, NOW + 59, 'matching', 1],
    ['let its match pass by', MATCHING, NOW + 60, 'expired', 0],
    ['was redeemed', { state: 'redeemed' }, NOW + 900, 'redeemed', 0],
    ['was approved, which outranks time', { state: 'approved' }, NOW + 900, 'approved', 0],
    [
      'was denied, which outranks time',
      { state: 'denied', reason: 'not_my_tv' },
      NOW + 900,
      'denied',
      0,
    ],
    ['was superseded', { state: 'superseded' }, NOW, 'superseded', 0],
  ])('%s', (_case, changes, now, state, expires_in) => {
    const record = link(changes)
    expect(linkStatus(record, CONFIG, now)).toEqual({
      id: record.linkId,
      claimed_by: null,
      state,
      expires_in,
      reason: record.reason,
    })
  })

  const CLAIMED: Partial<LinkRecord> = {
    state: 'opened',
    openedAt: NOW,
    claimAccountId: 'account-1',
    claimShown: 'E…',
    claimUntil: NOW + 120,
  }

  it.each<[string, Partial<LinkRecord>, number, string | null]>([
    ['while it holds', CLAIMED, NOW + 119, 'E…'],
    ['not when it has run out', CLAIMED, NOW + 120, null],
    ['not when the request has ended', { ...CLAIMED, state: 'denied' }, NOW, null],
    ['not when its time is up', { ...CLAIMED, claimUntil: NOW + 900 }, NOW + 600, null],
  ])('names who holds it %s', (_case, changes, now, claimedBy) => {
    expect(linkStatus(link(changes), CONFIG, now).claimed_by).toBe(claimedBy)
  })

  it('is refused with a code of its own for every end', () => {
    const ends = ['approved', 'denied', 'expired', 'superseded'] as const
    const codes = ends.map((state) => refuseEnded(state, null).refused)
    expect(new Set(codes).size).toBe(ends.length)
    expect(refuseEnded('redeemed', null)).toEqual(refuseEnded('approved', null))
    expect(refuseEnded('denied', 'match_missed').refused).toBe('match_missed')
    expect(linkState(link({}), NOW + 601)).toBe('expired')
  })
})
