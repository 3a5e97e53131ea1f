import { resolve } from 'node:path'
import QRCode from 'qrcode'

import type { Config } from './config.ts'
import { DEMO } from './seeds.ts'
import type { Serving } from './serve.ts'
import type { Store } from './store/store.ts'
import { isPublicUrl } from './trust/public-address.ts'

/** What a person sees who has just started the server: where to go, as whom, and the phone page to scan. */
export async function announcement(serving: Serving, config: Config): Promise<string> {
  const { base } = serving
  const phone = `${base}/link`
  const lines = [
    '',
    '  Couchlink is on.',
    '',
    `  TV        ${base}/tv/`,
    ...(isPublicUrl(config.publicUrl) ? [] : [`  Emulator  ${base}/`]),
    `  Phone     ${phone}`,
    (await hasDemo(serving.parts.store))
      ? `  Account   ${DEMO.username} / ${DEMO.password}   (for this network; README says how to make your own)`
      : '  Account   one of yours',
    `  Data      ${resolve(config.dataDir)}`,
    ...(base.includes('//localhost')
      ? [
          '',
          '  No other address was found on this machine, so phones cannot reach it. Set PUBLIC_URL.',
        ]
      : []),
    '',
    (await QRCode.toString(phone, { type: 'terminal', small: true, errorCorrectionLevel: 'M' }))
      .split('\n')
      .map((line) => `  ${line}`)
      .join('\n')
      .trimEnd(),
    '',
    '  Scan it with a phone, or open the emulator to play both parts. Ctrl+C ends.',
    '',
  ]
  return `${lines.join('\n')}\n`
}

/** The demo account may be gone although config.json lists no other: it yields to any that the database holds. */
async function hasDemo(store: Store): Promise<boolean> {
  return (await store.accountByUsername(DEMO.username))?.demo === true
}
