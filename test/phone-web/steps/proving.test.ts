import { describe, expect, test } from 'vitest'

import { step } from '../../../phone-web/src/steps.ts'
import { say } from '../../../phone-web/src/words.ts'
import {
  account,
  approve,
  approveAgain,
  asking,
  credential,
  form,
  no,
  ok,
  other,
  said,
  unreachable,
} from './states.ts'

const nothing = { ...form, username: '', password: '' }
const passkey = { type: 'passkey' as const, form: nothing, now: 7 }
const connect = { type: 'connect' as const, form: nothing, now: 7 }
const proving = asking({ sending: { call: 'prove', credential: null, yes: null } })

describe('signing in by passkey', () => {
  test('asks for one, signs in with it, and leaves the yes to one tap', () => {
    expect(step(asking(), passkey)).toEqual(proving)
    const known = step(proving, { type: 'proven', answer: ok(account) })
    expect(known).toEqual(asking({ account }))
    expect(step(known, connect)).toMatchObject({ sending: { decision: approveAgain } })
  })

  test('a passkey picked where user names are filled in needs no asking', () => {
    expect(step(asking(), { type: 'picked', credential })).toEqual(
      asking({ sending: { call: 'prove', credential, yes: null } }),
    )
    const known = asking({ account })
    expect(step(known, { type: 'picked', credential })).toBe(known)
  })

  test('who closes the dialog has changed their mind, and nothing went wrong', () => {
    expect(step(proving, { type: 'proven', answer: { kind: 'cancelled' } })).toEqual(asking())
  })

  test.each([
    [
      { kind: 'unable' as const, words: say('link.passkeyUnable') },
      say('link.passkeyUnable'),
      null,
    ],
    [no('passkey_failed'), said('passkey_failed'), null],
    [unreachable, say('link.unreachable'), 'passkey'],
  ])('%o is said', (answer, words, again) => {
    expect(step(proving, { type: 'proven', answer })).toEqual(
      asking({ note: { words, focus: null, again: again as never } }),
    )
  })

  test('who is signed in and need not prove it has no use for one', () => {
    const known = asking({ account })
    expect(step(known, passkey)).toBe(known)
  })
})

describe('proving once more', () => {
  const sent = asking({ account, sending: { call: 'decide', decision: approveAgain } })
  const asked = (...methods: ('password' | 'passkey' | 'oidc')[]) =>
    step(sent, {
      type: 'decided',
      decision: approveAgain,
      answer: no('reauthenticate', null, { methods }),
      now: 7,
    })

  test('is asked for with what would do', () => {
    const note = { words: said('reauthenticate'), focus: 'password' as const, again: null }
    expect(asked('password', 'passkey')).toEqual(
      asking({ account, methods: ['password', 'passkey'], note }),
    )
    expect(asked('oidc')).toMatchObject({ methods: ['oidc'], note: { focus: null } })
  })

  test('by password is one call, of this account and remembered as it was', () => {
    const again = { ...form, username: 'dora', remember: false }
    expect(step(asked('password'), { ...connect, form: again })).toMatchObject({
      sending: { decision: approve },
    })
    expect(step(asked('password'), connect)).toMatchObject({
      sending: null,
      note: { focus: 'password' },
    })
  })

  test('by passkey sends the very yes that the person had said', () => {
    const tomorrow = { ...passkey, form: { ...nothing, until: 'tomorrow' as const } }
    const dialog = step(asked('password', 'passkey'), tomorrow)
    const yes = { ...approveAgain, until: expect.any(Number) }
    expect(dialog).toMatchObject({ sending: { call: 'prove', credential: null, yes } })
    const proven = step(dialog, { type: 'proven', answer: ok(account) })
    expect(proven).toMatchObject({ methods: null, sending: { call: 'decide', decision: yes } })
    expect(JSON.stringify(proven)).not.toContain('password":')
  })

  test('is by passkey also when "Connect" is tapped and no password would do', () => {
    expect(step(asked('passkey', 'oidc'), connect)).toMatchObject({ sending: { call: 'prove' } })
  })

  test('somebody else’s passkey is somebody else, who has not said yes', () => {
    const dialog = step(asked('passkey'), passkey)
    expect(step(dialog, { type: 'proven', answer: ok(other) })).toEqual(asking({ account: other }))
  })

  test('with a closed dialog sends nothing', () => {
    const dialog = step(asked('passkey'), passkey)
    expect(step(dialog, { type: 'proven', answer: { kind: 'cancelled' } })).toMatchObject({
      methods: ['passkey'],
      sending: null,
    })
  })

  test('needs the whole code, where one is typed', () => {
    const typed = asking({ link: null, account, methods: ['passkey'] })
    const half = { ...passkey, form: { ...nothing, code: 'WDJB' } }
    expect(step(typed, half)).toMatchObject({ sending: null, note: { focus: 'code' } })
  })
})

test('a warning was for whoever saw it: the same account goes on, another is warned anew', () => {
  const warning = { reasons: ['other_country' as const], shownAt: 7 }
  const warned = { warning, sending: proving.sending }
  const answer = ok(account)
  const same = asking({ ...warned, account, methods: ['passkey'] })
  expect(step(same, { type: 'proven', answer })).toMatchObject({ warning })
  expect(step(asking(warned), { type: 'proven', answer })).toMatchObject({ warning: null })
})

describe('somebody without an account', () => {
  const request = { username: ' dora ', name: 'Dora', password: 'a long sentence' }
  const signingUp = step(asking(), { type: 'sign-up', request })

  test('makes one and goes on as signed in', () => {
    expect(signingUp).toMatchObject({
      sending: { call: 'sign-up', request: { ...request, username: 'dora' } },
    })
    const known = step(signingUp, { type: 'signed-up', answer: ok(other) })
    expect(known).toEqual(asking({ account: other, typed: true }))
    expect(step(known, connect)).toMatchObject({ sending: { decision: approveAgain } })
  })

  test('is called by the user name where they give no other', () => {
    const plain = { ...request, name: ' ' }
    expect(step(asking(), { type: 'sign-up', request: plain })).toMatchObject({
      sending: { request: { name: 'dora' } },
    })
  })

  test.each([
    [{ username: ' ' }, 'link.usernameMissing', 'signUpUsername'],
    [{ password: '' }, 'link.passwordMissing', 'signUpPassword'],
  ] as const)('%o is said here and not sent', (over, key, focus) => {
    expect(step(asking(), { type: 'sign-up', request: { ...request, ...over } })).toMatchObject({
      sending: null,
      note: { words: say(key), focus },
    })
  })

  test.each([
    [no('username_taken'), said('username_taken'), 'signUpUsername'],
    [no('weak_password'), said('weak_password'), 'signUpPassword'],
    [no('too_many_attempts'), said('too_many_attempts'), null],
    [unreachable, say('link.unreachable'), null],
  ] as const)('%o leads back to what has to be typed again', (answer, words, focus) => {
    expect(step(signingUp, { type: 'signed-up', answer })).toEqual(
      asking({ note: { words, focus, again: null } }),
    )
  })

  test('hears why a password is weak', () => {
    const answer = no('weak_password', null, { detail: 'It needs ten characters.' })
    const { note } = step(signingUp, { type: 'signed-up', answer }) as typeof proving
    expect(note?.words.at(-1)?.otherwise).toBe('It needs ten characters.')
  })

  test('is nobody who is signed in', () => {
    const known = asking({ account })
    expect(step(known, { type: 'sign-up', request })).toBe(known)
  })
})
