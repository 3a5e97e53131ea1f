import { describe, expect, it, test } from 'vitest'

import { type PageContext, speaking } from '../../../phone-web/pages/context.ts'
import type { LinkData } from '../../../phone-web/pages/link-data.ts'
import { linkPage } from '../../../phone-web/pages/link-page.ts'
import type { LinkOutcome, LinkView } from '../../../phone-web/pages/link-view.ts'
import type { Account } from '../../../server/contract/account.ts'

const context: PageContext = {
  ...speaking('en'),
  nonce: 'N0nce',
  path: 'link',
  insecure: false,
  appStoreId: null,
  files: { link: 'phone/link.abc.js', devices: 'phone/devices.abc.js' },
  style: '',
}
const view: LinkView = {
  entry: 'typing',
  account: null,
  signIn: { local: true, signUp: false, provider: null },
  bindingSeconds: null,
  sites: false,
  risks: false,
  passkeys: true,
  typed: { userCode: '', username: '', remember: true, until: 'always', acknowledged: false },
  answers: false,
  outcome: null,
}
const eliza: Account = {
  username: 'eliza',
  name: 'Eliza <3',
  color: '#CCCDFD',
  method: 'password',
  passkeys: 0,
  new_devices: 0,
}

function draw(more: Partial<LinkView> = {}): string {
  return linkPage(context, { ...view, ...more })
}

/** After a form without a script. */
function answer(outcome: LinkOutcome, more: Partial<LinkView> = {}): string {
  const typed = { ...view.typed, userCode: 'WDJB-MJHT', username: 'eliza' }
  return draw({ answers: true, typed, outcome, ...more })
}

/** The start tag of the element with that id. */
function tagOf(page: string, id: string): string {
  return new RegExp(`<[^>]* id="${id}"[^>]*>`).exec(page)?.[0] ?? ''
}

function isHidden(page: string, id: string): boolean {
  return / hidden/.test(tagOf(page, id))
}

function dataOf(page: string): LinkData {
  const [, json = ''] =
    /<script type="application\/json" id="data"[^>]*>(.*?)<\/script>/s.exec(page) ?? []
  return JSON.parse(json)
}

test('typed code, user name and password stand on one form that needs no script', () => {
  const page = draw()
  const [, form = ''] =
    /<form id="form" method="post" action="link"[^>]*>(.*?)<\/form>/s.exec(page) ?? []
  for (const name of ['user_code', 'username', 'password', 'remember', 'until']) {
    expect(form).toContain(` name="${name}"`)
  }
  expect(tagOf(form, 'connect')).toContain('type="submit"')
  expect(tagOf(form, 'username')).toContain('autocomplete="username webauthn"')
  expect(tagOf(form, 'password')).toContain('autocomplete="current-password"')
})

test('every id is there once, and every label and description leads to one', () => {
  const page = draw({ account: eliza, signIn: { local: true, signUp: true, provider: 'Acme' } })
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const named = [...page.matchAll(/ (?:for|form|aria-describedby|aria-labelledby)="([^"]+)"/g)]
  for (const [, id = ''] of named) expect(ids).toContain(id)
})

test('a scanned code waits for the script, a typed one does not', () => {
  expect(draw({ entry: 'scanned' })).toContain('<body data-step="loading">')
  expect(draw()).toContain('<body data-step="asking">')
})

test('whoever is signed in is named and types nothing, and can be somebody else without a script', () => {
  const page = draw({ account: eliza })
  expect(page).toContain('Signed in as <bdi id="account-name">Eliza &lt;3</bdi>')
  expect(page).toContain('<span id="connect-text">Connect as Eliza &lt;3</span>')
  expect(page).toContain('fill="#CCCDFD"')
  expect(tagOf(page, 'credentials')).toContain(' hidden disabled')
  expect(page).toContain('<form id="end" method="post" action="session/end"></form>')
  expect(page).toContain('form="end"')
  expect(isHidden(page, 'account')).toBe(false)
  expect(isHidden(draw(), 'account')).toBe(true)
})

test('the script is told what it needs, and nothing of the form', () => {
  const signIn = { local: true, signUp: true, provider: 'Acme' }
  const data = dataOf(draw({ account: eliza, signIn, bindingSeconds: 3600, passkeys: false }))
  expect(data).toMatchObject({ lang: 'en', account: eliza, signIn, bindingSeconds: 3600 })
  expect(data).toMatchObject({ passkeys: false, problem: null })
  expect(data.texts['link.connect']).toBe('Connect this TV')
  expect(Object.keys(data.texts).some((key) => key.startsWith('form.'))).toBe(false)
})

test('the operator’s provider is offered by its name, instead of passwords where there are none', () => {
  const both = draw({ signIn: { local: true, signUp: false, provider: 'Acme & Sons' } })
  expect(both).toContain('href="session/oidc?to=link">Sign in with Acme &amp; Sons</a>')
  expect(isHidden(both, 'credentials')).toBe(false)
  const only = draw({ signIn: { local: false, signUp: false, provider: 'Acme' } })
  expect(tagOf(only, 'credentials')).toContain(' hidden disabled')
  expect(isHidden(only, 'ways')).toBe(false)
  expect(draw()).not.toContain('id="oidc"')
})

test('accounts can be made only where the operator lets people', () => {
  expect(draw()).not.toContain('id="sign-up"')
  const open = { local: true, signUp: true, provider: null }
  expect(isHidden(draw({ signIn: open }), 'sign-up')).toBe(false)
  expect(isHidden(draw({ signIn: open, account: eliza }), 'sign-up')).toBe(true)
})

test('TVs that other phones connected are told of at once', () => {
  const page = draw({ account: { ...eliza, new_devices: 2 } })
  expect(isHidden(page, 'new-devices')).toBe(false)
  expect(page).toContain('Other phones connected 2 TVs to your account. Was that you?')
  expect(isHidden(draw({ account: eliza }), 'new-devices')).toBe(true)
})

describe('an answer to a form', () => {
  it('keeps what was typed, except the password, and runs no script', () => {
    const page = answer({ kind: 'trouble', problem: 'sign_in_failed', waitSeconds: null })
    expect(tagOf(page, 'code')).toContain('value="WDJB-MJHT"')
    expect(tagOf(page, 'username')).toContain('value="eliza"')
    expect(tagOf(page, 'password')).not.toContain('value=')
    expect(page).not.toContain('<script')
    expect(page).toContain('<title>Wrong name or password. Try again! · Couchlink</title>')
    expect(page).toContain('data-kind="trouble">Wrong name or password. Try again!</p>')
  })

  it('marks the field that is wrong', () => {
    const marked = (outcome: LinkOutcome) =>
      ['code', 'username', 'password'].filter((id) =>
        tagOf(answer(outcome), id).includes('aria-invalid="true"'),
      )
    const trouble = (problem: 'sign_in_failed' | 'code_unknown' | 'busy'): LinkOutcome => ({
      kind: 'trouble',
      problem,
      waitSeconds: null,
    })
    expect(marked(trouble('sign_in_failed'))).toEqual(['username', 'password'])
    expect(marked(trouble('code_unknown'))).toEqual(['code'])
    expect(marked(trouble('busy'))).toEqual([])
    expect(marked({ kind: 'missing', field: 'code' })).toEqual(['code'])
  })

  it('says how long to wait', () => {
    const said = (waitSeconds: number) =>
      answer({ kind: 'trouble', problem: 'too_many_attempts', waitSeconds })
    expect(said(30)).toContain('Please wait a little. Try again in 30 seconds.')
    expect(said(121)).toContain('Please wait a little. Try again in 3 minutes.')
    expect(said(2)).not.toContain('Try again in')
  })

  it('shows the digits, and asks for the password once more only of whom is not remembered', () => {
    const page = answer({ kind: 'match', number: '472' }, { account: eliza })
    expect(page).toContain('<body data-step="matching">')
    expect(page).toContain('<b>4</b><b>7</b><b>2</b>')
    expect(tagOf(page, 'digits')).toContain('aria-label="4, 7, 2"')
    expect(tagOf(page, 'code')).toContain('value="WDJB-MJHT"')
    expect(page).toContain('I have entered the number')
    expect(tagOf(page, 'credentials')).toContain('hidden')
    expect(page).not.toContain('Type your password once more')
    const forgotten = answer({ kind: 'match', number: '472' })
    expect(tagOf(forgotten, 'credentials')).not.toContain('hidden')
    expect(forgotten).toContain('Type your password once more')
  })

  it('gives the reasons of a warning and asks for a second yes', () => {
    const page = answer({ kind: 'warned', reasons: ['other_country', 'listed_address'] })
    expect(page).toContain('<li>TV and phone are in different countries.</li>')
    expect(page.match(/<li>/g)).toHaveLength(2)
    expect(tagOf(page, 'connect')).toContain('name="acknowledged" value="yes"')
    expect(page).toContain('Connect all the same')
    expect(tagOf(draw(), 'connect')).not.toContain('acknowledged')
  })

  it('asks for a new proof of that very account, by the ways that it has', () => {
    const provider = { local: true, signUp: false, provider: 'Acme' }
    const page = answer(
      { kind: 'reauthenticate', methods: ['password', 'oidc'] },
      { account: eliza, signIn: provider, typed: { ...view.typed, acknowledged: true } },
    )
    expect(page).toContain('Please prove once more that it is you.')
    expect(tagOf(page, 'username')).toContain('value="eliza" readonly')
    expect(tagOf(page, 'credentials')).not.toContain('hidden')
    expect(page).toContain('href="session/oidc?to=link&amp;fresh"')
    // The warning that was seen is not shown again.
    expect(page).toContain('<input type="hidden" name="acknowledged" value="yes">')
    const other = answer({ kind: 'reauthenticate', methods: ['oidc'] }, { account: eliza })
    expect(tagOf(other, 'credentials')).toContain('hidden')
  })

  it('ends with the sentence and nothing more to press', () => {
    const page = answer({ kind: 'connected' }, { account: eliza })
    expect(page).toContain('<body data-step="ended">')
    expect(page).toContain('Connected! Look up: your TV is ready.')
    expect(page).not.toContain('id="connect"')
    expect(page).not.toContain('type="password"')
    expect(isHidden(page, 'devices-link')).toBe(false)
  })
})

test('a problem on the way over the provider is said, and told to the script', () => {
  const outcome = { kind: 'trouble', problem: 'provider_refused', waitSeconds: null } as const
  const page = draw({ entry: 'scanned', outcome })
  expect(page).toContain('Your sign-in provider did not confirm who you are.')
  expect(dataOf(page).problem).toBe('provider_refused')
})

test('a page carries sentences about web sites and risks only where there are any', () => {
  const textsOf = (has: { sites: boolean; risks: boolean }) =>
    Object.keys(dataOf(draw(has)).texts).filter((key) => /^(site|risk)\./.test(key))
  expect(textsOf({ sites: false, risks: false })).toEqual([])
  expect(textsOf({ sites: true, risks: false })).toContain('site.compare')
  expect(textsOf({ sites: false, risks: true })).toContain('risk.otherCountry')
})
