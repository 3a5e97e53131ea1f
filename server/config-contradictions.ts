import { isIP } from 'node:net'

import type { Config, Fault } from './config.ts'
import { isPublicUrl } from './trust/public-address.ts'

/** What each setting may be by itself, but not beside the others, or not in the world as it is. */
export function contradictions(config: Config): Fault[] {
  const { publicUrl, tls, trustedProxies, risk } = config
  const isHttp = publicUrl?.startsWith('http:') === true
  return [
    ...faultIf(
      isHttp && tls !== null,
      'publicUrl',
      'an https URL, since "tls" makes this server speak https',
    ),
    ...faultIf(
      isHttp && tls === null && isPublicUrl(publicUrl),
      'publicUrl',
      'an https URL. Over http everybody on the way can read passwords and take over TVs. Give "tls" a certificate, or put a proxy that speaks https before Couchlink: docs/https.md says how',
    ),
    ...networkFaults('trustedProxies', trustedProxies),
    ...networkFaults('risk.listed', risk.listed),
  ]
}

function faultIf(wrong: boolean, path: string, expected: string): Fault[] {
  return wrong ? [{ path, expected }] : []
}

function networkFaults(path: string, entries: readonly string[]): Fault[] {
  return entries.flatMap((entry, index) =>
    faultIf(!isNetwork(entry), `${path}.${index}`, 'an address or a network such as 192.0.2.0/24'),
  )
}

function isNetwork(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  )
}
