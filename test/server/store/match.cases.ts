import { expect, it } from 'vitest'

import type { Store } from '../../../server/store/store.ts'
import {
  addAccounts,
  approve,
  bind,
  bindApp,
  boundTo,
  codeOf,
  draftLink,
  draftMatch,
  draftSession,
  enter,
  handleOf,
  match,
  NOW,
  openLink,
} from './drafts.ts'
import type { OpenStore } from './store.cases.ts'

const ended = (state: string) => ({ outcome: 'ended', state })
const stateOf = async (store: Store) => (await store.linkByHandle(handleOf('link-1')))?.state

/** A match of eliza's is under way: it began at `NOW + 10` and lasts until `NOW + 70`. */
async function openMatching(open: OpenStore): Promise<Store> {
  const store = await open()
  await addAccounts(store, 'eliza', 'max')
  await store.requestLink(draftLink('link-1'))
  await match(store, 'link-1', 'eliza')
  return store
}

export function matchCases(open: OpenStore): void {
  it('gives one account the digits, and the same ones whenever it asks', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.requestLink(draftLink('link-1'))
    const matching = { outcome: 'matching', deviceId: 'tv-1', number: '472' }
    expect(await match(store, 'link-1', 'eliza')).toEqual({ ...matching, begun: true })
    const again = { number: '999', until: NOW + 500, now: NOW + 20 }
    expect(await store.startMatch(draftMatch('link-1', 'eliza', again))).toEqual({
      ...matching,
      begun: false,
    })
    expect(await match(store, 'link-1', 'max')).toEqual({ outcome: 'taken' })
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({
      state: 'matching',
      matchAccountId: 'account-eliza',
      matchNumber: '472',
      matchUntil: NOW + 70,
      claimAccountId: 'account-eliza',
      claimShown: 'E…',
      claimUntil: NOW + 70,
    })
  })

  it('begins for exactly one of twenty accounts that ask at once', async () => {
    const store = await open()
    const people = Array.from({ length: 20 }, (_, index) => `person-${index}`)
    await addAccounts(store, ...people)
    await store.requestLink(draftLink('link-1'))
    await openLink(store, 'link-1')
    const outcomes = await Promise.all(people.map((person) => match(store, 'link-1', person)))
    expect(outcomes.filter(({ outcome }) => outcome === 'matching')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'taken')).toHaveLength(19)
  })

  it('does not begin on a link request that has ended, has run out or never was', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    expect(await match(store, 'link-1', 'eliza')).toEqual({ outcome: 'unknown' })
    await store.requestLink(draftLink('link-1'))
    expect(await match(store, 'link-1', 'eliza', NOW + 600)).toEqual(ended('expired'))
    await store.requestLink(draftLink('link-2'))
    expect(await match(store, 'link-1', 'eliza')).toEqual(ended('superseded'))
    await store.denyLink(handleOf('link-2'), NOW)
    expect(await match(store, 'link-2', 'eliza')).toEqual(ended('denied'))
    await bind(store, 'link-3', 'eliza', { deviceId: 'tv-3' })
    expect(await match(store, 'link-3', 'eliza')).toEqual(ended('approved'))
    await bindApp(store, 'link-4', 'eliza')
    expect(await match(store, 'link-4', 'eliza')).toEqual(ended('redeemed'))
  })

  it('binds by the right number, an older binding being replaced', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await bindApp(store, 'link-0', 'max')
    await store.requestLink(draftLink('link-1', { deviceId: 'link_link-0' }))
    await match(store, 'link-1', 'eliza')
    const bound = { deviceId: 'link_link-0', bindingId: 'binding-link-1' }
    expect(await enter(store, 'link-1', '472')).toEqual({
      outcome: 'bound',
      accountId: 'account-eliza',
      ...bound,
    })
    expect(await store.deviceState('link_link-0', NOW + 20)).toMatchObject({
      bound: { name: 'ELIZA', bindingId: 'binding-link-1' },
      link: { state: 'approved', reason: null },
    })
    expect(await store.grantById('grant of link-0', NOW + 20)).toBe(null)
    expect(await approve(store, 'link-1', 'eliza')).toEqual({ outcome: 'repeated', ...bound })
    expect(await enter(store, 'link-1', '472')).toEqual({ outcome: 'unknown' })
  })

  it('denies by a wrong number, and there is no second try', async () => {
    const store = await openMatching(open)
    expect(await enter(store, 'link-1', '473')).toEqual({
      outcome: 'missed',
      deviceId: 'tv-1',
      accountId: 'account-eliza',
    })
    expect(await enter(store, 'link-1', '472')).toEqual({ outcome: 'unknown' })
    expect(await store.deviceState('tv-1', NOW + 20)).toMatchObject({
      bound: null,
      link: { state: 'denied', reason: 'match_missed' },
    })
    expect(await store.linkByDeviceCode(codeOf('link-1'))).toMatchObject({ bound: null })
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject(ended('denied'))
    expect(await store.denyLink(handleOf('link-1'), NOW)).toEqual({ outcome: 'repeated' })
  })

  it('that has not begun cannot be answered, and costs nothing', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    expect(await enter(store, 'link-1', '472')).toEqual({ outcome: 'unknown' })
    expect(await enter(store, 'link-2', '472')).toEqual({ outcome: 'unknown' })
    expect(await stateOf(store)).toBe('pending')
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject({ outcome: 'bound' })
  })

  it.each([
    ['right', ['472'], ['bound']],
    ['wrong', ['999'], ['missed']],
    ['right and wrong', ['472', '999'], ['bound', 'missed']],
  ])('hears one of twenty %s answers that come at once', async (_, numbers, outcomes) => {
    const store = await openMatching(open)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (__, index) =>
        enter(store, 'link-1', numbers[index % numbers.length] ?? ''),
      ),
    )
    const heard = answers.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'unknown')
    expect(heard).toHaveLength(1)
    expect(outcomes).toContain(heard[0])
    expect(await boundTo(store, 'tv-1')).toBe(heard[0] === 'bound' ? 'ELIZA' : null)
    expect(await stateOf(store)).toBe(heard[0] === 'bound' ? 'approved' : 'denied')
  })

  it('that nobody answered in time is over, and the link request with it', async () => {
    const store = await openMatching(open)
    const late = NOW + 70
    const { userCodeHash } = draftLink('link-1')
    expect(await store.liveLinkByUserCode(userCodeHash, late - 1)).not.toBe(null)
    expect(await store.liveLinkByUserCode(userCodeHash, late)).toBe(null)
    expect(await match(store, 'link-1', 'eliza', late - 1)).toMatchObject({ begun: false })
    expect(await match(store, 'link-1', 'eliza', late)).toEqual(ended('expired'))
    expect(await match(store, 'link-1', 'max', late)).toEqual(ended('expired'))
    expect(await enter(store, 'link-1', '472', late)).toEqual({ outcome: 'unknown' })
    expect(await approve(store, 'link-1', 'eliza', late)).toMatchObject(ended('expired'))
    expect(await store.denyLink(handleOf('link-1'), late)).toEqual(ended('expired'))
    expect(await openLink(store, 'link-1', late, NOW + 900)).toBe('ended')
    expect(await stateOf(store)).toBe('matching')
    expect(await store.requestLink(draftLink('link-2'))).toBe('created')
    expect(await stateOf(store)).toBe('superseded')
  })

  it.each(['472', '999'])(
    'answered with %s is still found by who began it, and by nobody else',
    async (number) => {
      const store = await openMatching(open)
      const { userCodeHash } = draftLink('link-1')
      await enter(store, 'link-1', number)
      expect(await store.liveLinkByUserCode(userCodeHash, NOW + 20)).toBe(null)
      const found = await store.matchedLink('account-eliza', userCodeHash)
      expect(found).toMatchObject({ linkId: 'link-1', handleHash: handleOf('link-1') })
      expect(found?.state).toBe(number === '472' ? 'approved' : 'denied')
      expect(await store.matchedLink('account-max', userCodeHash)).toBe(null)
      expect(await store.matchedLink('account-eliza', 'another code')).toBe(null)
    },
  )

  it('gets its whole time, also when the link request has little left', async () => {
    const store = await open()
    await addAccounts(store, 'eliza')
    await store.requestLink(draftLink('link-1'))
    await match(store, 'link-1', 'eliza', NOW + 590)
    expect(await match(store, 'link-1', 'eliza', NOW + 649)).toMatchObject({ begun: false })
    expect(await match(store, 'link-1', 'eliza', NOW + 650)).toEqual(ended('expired'))
    expect(await enter(store, 'link-1', '472', NOW + 650)).toEqual({ outcome: 'unknown' })
    expect(await enter(store, 'link-1', '472', NOW + 649)).toMatchObject({ outcome: 'bound' })
  })

  it('is not begun for an account that was deleted or disabled in the same moment', async () => {
    const store = await open()
    await addAccounts(store, 'eliza', 'max')
    await store.requestLink(draftLink('link-1'))
    await store.deleteAccount('eliza')
    await store.setDisabled('max', true)
    for (const name of ['eliza', 'max']) {
      expect(await match(store, 'link-1', name)).toEqual({ outcome: 'no_account' })
      expect(await approve(store, 'link-1', name)).toEqual({ outcome: 'no_account' })
    }
    expect(await stateOf(store)).toBe('pending')
  })

  it('stays on the screen when another phone opens the page', async () => {
    const store = await openMatching(open)
    expect(await openLink(store, 'link-1', NOW + 30, NOW + 800)).toBe('opened')
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({
      state: 'matching',
      openedAt: NOW + 30,
      expiresAt: NOW + 800,
      matchNumber: '472',
      matchUntil: NOW + 70,
    })
  })

  it('can be cut short by its account that approves, or by who denies', async () => {
    const store = await openMatching(open)
    expect(await approve(store, 'link-1', 'eliza')).toMatchObject({ outcome: 'bound' })
    expect(await enter(store, 'link-1', '472')).toEqual({ outcome: 'unknown' })
    expect(await boundTo(store, 'tv-1')).toBe('ELIZA')

    await store.requestLink(draftLink('link-2', { deviceId: 'tv-2' }))
    await match(store, 'link-2', 'eliza')
    const denied = { outcome: 'denied', deviceId: 'tv-2' }
    expect(await store.denyLink(handleOf('link-2'), NOW + 20)).toEqual(denied)
    expect(await enter(store, 'link-2', '472')).toEqual({ outcome: 'unknown' })
    expect(await boundTo(store, 'tv-2')).toBe(null)
  })

  it('keeps the device to one live link request, and the user code to itself', async () => {
    const store = await openMatching(open)
    const { userCodeHash } = draftLink('link-1')
    const other = { deviceId: 'tv-2', userCodeHash }
    expect(await store.requestLink(draftLink('link-2', other))).toBe('code_taken')
    expect(await store.requestLink(draftLink('link-3'))).toBe('created')
    expect(await stateOf(store)).toBe('superseded')
    expect(await enter(store, 'link-1', '472')).toEqual({ outcome: 'unknown' })
  })

  it('cannot be won for an account that was disabled meanwhile', async () => {
    const store = await openMatching(open)
    await store.setDisabled('eliza', true)
    expect(await enter(store, 'link-1', '472')).toMatchObject({ outcome: 'missed' })
    await store.setDisabled('eliza', false)
    expect(await boundTo(store, 'tv-1')).toBe(null)
    expect(await stateOf(store)).toBe('denied')
  })

  it('cannot be won for a session that has ended meanwhile', async () => {
    const store = await openMatching(open)
    await store.openSession(draftSession('eliza', { idHash: 'phone', sessionId: 'phone' }))
    const outcomes: string[] = []
    for (const [linkId, sessionId] of [
      ['link-2', 'phone'],
      ['link-4', 'phone'],
    ] as const) {
      await store.requestLink(draftLink(linkId, { deviceId: linkId }))
      await store.startMatch(draftMatch(linkId, 'eliza', { sessionId }))
      if (linkId === 'link-4') await store.changePassword('eliza', 'another hash')
      outcomes.push((await enter(store, linkId, '472')).outcome)
    }
    expect(outcomes).toEqual(['bound', 'missed'])
    expect(await boundTo(store, 'link-4')).toBe(null)
  })

  it('is not begun for a session that has ended, or is another’s', async () => {
    const store = await openMatching(open)
    await store.openSession(draftSession('eliza', { idHash: 'phone', sessionId: 'phone' }))
    await store.openSession(draftSession('max', { idHash: 'of max', sessionId: 'of max' }))
    await store.closeSession('phone')
    await store.requestLink(draftLink('link-2', { deviceId: 'link-2' }))
    for (const sessionId of ['phone', 'of max']) {
      const begun = await store.startMatch(draftMatch('link-2', 'eliza', { sessionId }))
      expect(begun).toEqual({ outcome: 'no_account' })
    }
    const beginning = draftSession('eliza', { idHash: 'new', sessionId: 'new' })
    const session = { sessionId: 'new', session: beginning }
    expect(await store.startMatch(draftMatch('link-2', 'eliza', session))).toMatchObject({
      outcome: 'matching',
    })
  })

  it('is answered by a device for its own link request alone', async () => {
    const store = await openMatching(open)
    await store.requestLink(draftLink('link-2', { deviceId: 'tv-2' }))
    await match(store, 'link-2', 'max')
    const answer = (linkId: string, deviceId: string, number = '472') =>
      store.answerMatch({
        of: { linkId, deviceId },
        number,
        bindingId: `binding-${linkId}`,
        now: NOW + 20,
      })
    expect(await answer('link-1', 'tv-2')).toEqual({ outcome: 'unknown' })
    expect(await answer('unknown', 'tv-1')).toEqual({ outcome: 'unknown' })
    expect(await stateOf(store)).toBe('matching')
    expect(await answer('link-1', 'tv-1')).toEqual({
      outcome: 'bound',
      deviceId: 'tv-1',
      accountId: 'account-eliza',
      bindingId: 'binding-link-1',
    })
    expect(await answer('link-2', 'tv-2', '999')).toMatchObject({ outcome: 'missed' })
    expect(await answer('link-2', 'tv-2')).toEqual({ outcome: 'unknown' })
  })

  it('ends with its account, of which it keeps nothing', async () => {
    const store = await openMatching(open)
    await store.requestLink(draftLink('link-2', { deviceId: 'tv-2' }))
    await match(store, 'link-2', 'max')
    await store.requestLink(draftLink('link-3', { deviceId: 'tv-3' }))
    await match(store, 'link-3', 'eliza')
    await enter(store, 'link-3', '472')
    await store.deleteAccount('eliza')
    expect(await store.linkByHandle(handleOf('link-1'))).toMatchObject({
      state: 'denied',
      reason: 'match_missed',
      matchAccountId: null,
    })
    expect(await enter(store, 'link-1', '472')).toEqual({ outcome: 'unknown' })
    expect(await enter(store, 'link-2', '472')).toMatchObject({ accountId: 'account-max' })
    const won = { state: 'approved', reason: null, matchAccountId: null }
    expect(await store.linkByHandle(handleOf('link-3'))).toMatchObject(won)
  })

  it('whose binding cannot be written is not over', async () => {
    const store = await openMatching(open)
    await bind(store, 'link-2', 'max', { deviceId: 'tv-2' })
    const answer = {
      of: { deviceCodeHash: codeOf('link-1') },
      number: '472',
      bindingId: 'binding-link-2',
      now: NOW + 20,
    }
    await expect(store.answerMatch(answer)).rejects.toThrow()
    expect(await stateOf(store)).toBe('matching')
    expect(await enter(store, 'link-1', '472')).toMatchObject({ outcome: 'bound' })
  })
}
