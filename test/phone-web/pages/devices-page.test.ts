import { describe, expect, it } from 'vitest'
import { LANGS } from '#contract/languages'
import { devicesPage } from '../../../phone-web/pages/devices-page.ts'
import { context, device, formsOf, mine, NOW, view } from './devices/view.ts'

const page = (more = {}) => devicesPage(context(), view(more))

describe('my TVs', () => {
  it('each say what they are, where, since when, and whether they are on', () => {
    const html = page({
      mine: mine({
        devices: [
          device({ id: 'tv-1', name: 'Kitchen', on: true, here: true, until: NOW + 7200 }),
          device({ id: 'tv-2', name: null, on: false, seen_at: NOW - 2 * 86_400, app: 'Film Box' }),
          device({ id: 'tv-3', name: null, model: null, on: false, seen_at: null }),
        ],
      }),
    })
    const [kitchen = '', box = '', unnamed = ''] = html.split('<li id="tv-').slice(1).map(textOf)
    expect(kitchen).toMatch(
      /Kitchen On LG webOS in this network connected 3 days ago signs out by itself in 2 hours/,
    )
    expect(box).toMatch(/LG webOS Off Film Box last seen 2 days ago from \u200e192\.0\.2\.…/)
    expect(unnamed).toMatch(/A TV Off not seen yet/)
  })

  it('that are new are announced, and can be disowned; the others cannot', () => {
    const html = page({ mine: mine({ devices: [device({ new: true }), device({ id: 'tv-2' })] }) })
    expect(textOf(html)).toContain('Another phone connected a TV to your account. Was that you?')
    expect(formsOf(html)['seen']).toEqual([`at=${NOW}`])
    expect(formsOf(html)['disown']).toEqual(['device=tv-1'])
    expect(formsOf(page())['disown']).toBeUndefined()
    expect(formsOf(page())['seen']).toBeUndefined()
  })

  it('are none at first, and the page says how to begin', () => {
    const html = page({ mine: mine({ devices: [] }) })
    expect(textOf(html)).toContain('No TV is connected yet.')
    expect(html).toContain('href="link"')
    expect(formsOf(html)['sign_out_all']).toBeUndefined()
  })

  it('cannot break out of the page by their names', () => {
    const name = '"><script>alert(1)</script>\u2028</script>'
    const html = page({ mine: mine({ devices: [device({ name, model: name })] }) })
    expect(html).not.toContain('<script>alert')
    expect(html.match(/<script/g)).toHaveLength(3)
  })
})

describe('what takes something away', () => {
  it('asks first, without a script', () => {
    const html = page({
      mine: mine({
        devices: [device({ new: true }), device({ id: 'tv-2' })],
        sessions: [...mine().sessions, { ...mine().sessions[0]!, id: 'session-2', current: false }],
        passkeys: { list: [passkey], room: true },
      }),
    })
    const asked = [...html.matchAll(/<details class="ask">.*?<\/details>/gs)].join('')
    const destructive = [
      ...['sign_out', 'sign_out_all', 'disown', 'end_session', 'end_sessions'],
      ...['remove_passkey', 'delete'],
    ]
    expect(Object.keys(formsOf(asked))).toEqual(expect.arrayContaining(destructive))
  })
})

describe('my account', () => {
  it('proven lately may get a password, be taken along, and be deleted', () => {
    expect(Object.keys(formsOf(page()))).toEqual(
      expect.arrayContaining(['password', 'export', 'delete']),
    )
    expect(page()).toContain('minlength="10"')
    expect(page()).not.toContain('id="prove"')
  })

  it('proven long ago has to be proven first, in the ways that it has', () => {
    const html = page({
      ways: { local: true, provider: 'Acme' },
      mine: mine({
        prove: ['password', 'passkey', 'oidc'],
        passkeys: { list: [passkey], room: true },
      }),
    })
    const forms = Object.keys(formsOf(html))
    for (const action of ['password', 'export', 'delete', 'remove_passkey']) {
      expect(forms, action).not.toContain(action)
    }
    expect(formsOf(html)['prove']).toEqual(['username=dora', 'password'])
    expect(html).toContain('href="session/oidc?to=devices&amp;fresh"')
    expect(html).not.toContain('id="add-passkey"')
    expect(dataOf(html)).toMatchObject({ passkeys: true })
  })

  it('without a password and with nothing to prove it by is not asked for one', () => {
    const html = page({ mine: mine({ prove: ['oidc'], passwordMinLength: null }) })
    expect(formsOf(html)['prove']).toBeUndefined()
    expect(html).not.toContain('session/oidc')
    const local = page({
      ways: { local: true, provider: 'Acme' },
      mine: mine({ prove: ['password'] }),
    })
    expect(local).not.toContain('session/oidc')
    const fresh = page({ mine: mine({ passwordMinLength: null }) })
    expect(formsOf(fresh)['password']).toBeUndefined()
  })

  it('of the house stays, and the page says so', () => {
    const html = page({ mine: mine({ demo: true }) })
    expect(formsOf(html)['delete']).toBeUndefined()
    expect(textOf(html)).toContain('This is the demo account.')
  })

  it('whose TV was somebody else’s doing is urged to a new password', () => {
    const said = { key: 'devices.doneDisowned', trouble: false } as const
    expect(page({ said })).toContain('href="#password"')
    expect(page({ said, mine: mine({ prove: ['password'] }) })).toContain('href="#prove"')
    expect(page({ said, mine: mine({ passwordMinLength: null }) })).not.toContain('"#password"')
    expect(page()).not.toContain('"#password"')
  })
})

describe('passkeys', () => {
  it('that an address cannot have are explained', () => {
    const html = page({ mine: mine({ passkeys: { unavailable: 'insecure' } }) })
    expect(textOf(html)).toContain('Passkeys need https')
    expect(html).not.toContain('id="add-passkey"')
  })

  it('find no place for one more where the account is full', () => {
    expect(page()).toContain('id="add-passkey"')
    expect(page({ mine: mine({ passkeys: { list: [], room: false } }) })).not.toContain(
      'id="add-passkey"',
    )
  })
})

describe('the keys of phone apps', () => {
  const key = { id: 'k'.repeat(43), label: 'Her phone', created_at: NOW, last_used_at: null }

  it('are listed where there are any, and removed by a form once the account is proven', () => {
    expect(page()).not.toContain('id="keys"')
    const html = page({ mine: mine({ keys: [key] }) })
    expect(textOf(html)).toContain('Her phone')
    expect(html).toContain('value="remove_key"')
    const later = page({ mine: mine({ keys: [key], prove: ['password'] }) })
    expect(textOf(later)).toContain('Her phone')
    expect(later).not.toContain('value="remove_key"')
  })
})

describe('sign-in by QR', () => {
  it('is spoken of only where somebody asks people to switch it on', () => {
    expect(page()).not.toContain('id="qr-sign-in"')
    expect(textOf(page({ mine: mine({ qrSignIn: false }) }))).toContain('It is off.')
  })

  it('is switched off at any time, and on by whoever has just proven the account', () => {
    const offers = (more: object) => page({ mine: mine(more) }).includes('value="qr_sign_in"')
    expect(offers({ qrSignIn: true, prove: ['password'] })).toBe(true)
    expect(offers({ qrSignIn: false, prove: ['password'] })).toBe(false)
    expect(offers({ qrSignIn: false, prove: null })).toBe(true)
  })
})

describe('a stranger', () => {
  it('signs in on the spot, and sees nothing else', () => {
    const html = page({ mine: null, ways: { local: true, provider: 'Acme' } })
    expect(formsOf(html)).toEqual({ 'devices/sign-in': ['username', 'password'] })
    expect(html).toContain('href="session/oidc?to=devices"')
    expect(dataOf(html)).toMatchObject({ devices: null, passkeys: true })
  })

  it('has no password to type where people sign in at the provider', () => {
    const ways = { local: false, provider: 'Acme' }
    const html = page({ mine: null, ways, passkeysHere: false })
    expect(formsOf(html)).toEqual({})
    expect(dataOf(html)).toMatchObject({ passkeys: false })
  })
})

describe('in every language', () => {
  it.each(LANGS)('%s, the page has all of its sentences', (lang) => {
    const html = devicesPage(
      context(lang),
      view({
        said: { key: 'problem.weak_password', trouble: true },
        mine: mine({ devices: [device({ new: true }), device({ on: false, until: NOW + 60 })] }),
      }),
    )
    expect(html).toContain(`<html lang="${lang}"`)
    expect(textOf(html)).not.toMatch(/\{\w+\}|undefined|\[object/)
  })
})

const passkey = {
  id: 'credential',
  label: 'Chrome on Android',
  created_at: NOW,
  last_used_at: null,
}

function textOf(html: string): string {
  return html
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
}

function dataOf(html: string): unknown {
  return JSON.parse(/id="data"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? '')
}
