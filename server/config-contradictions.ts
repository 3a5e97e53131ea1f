import { isIP } from 'node:net'

import { TV_CLIENT } from '#contract/token'

import type { Config, Fault } from './config.ts'
import { isPublicUrl } from './trust/public-address.ts'

/** What each setting may be by itself, but not beside the others, or not in the world as it is. */
export function contradictions(config: Config): Fault[] {
  const { publicUrl, tls, trustedProxies, risk, notifier, oauth } = config
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
    ...faultIf(
      notifier === 'senza' && oauth === null,
      'oauth',
      'client_id, client_secret and audience, since "notifier" is "senza"',
    ),
    ...faultIf(
      notifier === 'senza' &&
        !config.platforms.some(({ name }) => name === config.messages.platform),
      'messages.platform',
      'the name of an entry of "platforms", since "notifier" is "senza"',
    ),
    ...tenantFaults(config),
    ...networkFaults('trustedProxies', trustedProxies),
    ...networkFaults('risk.listed', risk.listed),
  ]
}

function faultIf(wrong: boolean, path: string, expected: string): Fault[] {
  return wrong ? [{ path, expected }] : []
}

/** Whoever lists an issuer or a screen twice would have to say which tenant is meant. */
function tenantFaults({ tenants, accountIssuers, clients }: Config): Fault[] {
  const entries = Object.entries(tenants)
  const asking = [TV_CLIENT, ...Object.keys(clients)]
  const known = accountIssuers.map(({ issuer }) => issuer)
  return entries.flatMap(([domain, { issuers, screens }]) => {
    const others = entries.filter(([name]) => name !== domain).map(([, tenant]) => tenant)
    return [
      ...faultIf(
        issuers.some((issuer) => !known.includes(issuer)),
        `tenants.${domain}.issuers`,
        'issuers that stand in "accountIssuers"',
      ),
      ...faultIf(
        screens.some((screen) => !asking.includes(screen)),
        `tenants.${domain}.screens`,
        `"${TV_CLIENT}", or clients that stand in "clients"`,
      ),
      ...faultIf(
        others.some((other) => other.screens.some((screen) => screens.includes(screen))),
        `tenants.${domain}.screens`,
        'screens that no other tenant has',
      ),
      ...faultIf(
        others.some((other) => other.issuers.some((issuer) => issuers.includes(issuer))),
        `tenants.${domain}.issuers`,
        'issuers that no other tenant has',
      ),
    ]
  })
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
