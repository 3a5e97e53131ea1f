import type { MyDevice } from '#contract/device'
import type { Lang } from '#contract/languages'
import { type PageContext, speaking } from '../../../../phone-web/pages/context.ts'
import type { DevicesView, Mine } from '../../../../phone-web/pages/devices/view.ts'

export const NOW = 1_800_000_000

export function context(lang: Lang = 'en'): PageContext {
  return {
    ...speaking(lang),
    nonce: 'nonce',
    path: 'devices',
    insecure: false,
    appStoreId: null,
    files: { link: 'phone/link.js', devices: 'phone/devices.js' },
    style: '',
  }
}

export function device(more: Partial<MyDevice> = {}): MyDevice {
  return {
    id: 'tv-1',
    name: 'Living room',
    model: 'LG webOS',
    app: null,
    address: '192.0.2.…',
    here: false,
    bound_at: NOW - 3 * 86_400,
    until: null,
    seen_at: NOW - 60,
    on: true,
    new: false,
    ...more,
  }
}

/** A person with one TV, one phone and a password, who has just proven the account. */
export function mine(more: Partial<Mine> = {}): Mine {
  return {
    account: { username: 'dora', name: 'Dora', color: '#CCCDFD' },
    devices: [device()],
    taken: [],
    sessions: [
      {
        id: 'session-1',
        label: 'Safari on iPhone',
        method: 'password',
        address: '192.0.2.…',
        created_at: NOW - 100,
        last_used_at: NOW - 50,
        current: true,
      },
    ],
    passkeys: { list: [], room: true },
    keys: [],
    qrSignIn: null,
    prove: null,
    passwordMinLength: 10,
    demo: false,
    ...more,
  }
}

export function view(more: Partial<DevicesView> = {}): DevicesView {
  return {
    now: NOW,
    said: null,
    ways: { local: true, provider: null },
    passkeysHere: true,
    mine: mine(),
    ...more,
  }
}

/** The names and values of what each form sends, by its action; the address for a form without one. */
export function formsOf(html: string): Record<string, string[]> {
  const forms: Record<string, string[]> = {}
  for (const [, address = '', body = ''] of html.matchAll(
    /<form method="post" action="([^"]+)">(.*?)<\/form>/gs,
  )) {
    const fields = [...body.matchAll(/<input[^>]* name="([^"]+)"(?: value="([^"]*)")?/g)]
    const action = fields.find(([, name]) => name === 'action')?.[2] ?? address
    forms[action] = fields
      .filter(([, name]) => name !== 'action')
      .map(([, name, value]) => (value === undefined ? `${name}` : `${name}=${value}`))
  }
  return forms
}
