import type { Config } from '../../config.ts'
import type { Tenant } from '../../config-apps.ts'

/** The tenant of that domain; `null` for none. */
export function tenantOf(tenants: Config['tenants'], domain: string): Tenant | null {
  return Object.hasOwn(tenants, domain) ? (tenants[domain] ?? null) : null
}

/** The domain of the tenant that lists this client among its screens; `null` for none. */
export function tenantOfScreen(tenants: Config['tenants'], clientId: string): string | null {
  const found = Object.entries(tenants).find(([, { screens }]) => screens.includes(clientId))
  return found?.[0] ?? null
}

/** Whether somebody whom a tenant's issuer vouches for says yes to what is another tenant's, or nobody's. */
export function isForeignTenant(
  tenants: Config['tenants'],
  clientId: string,
  issuer: string | null,
): boolean {
  if (issuer === null) return false
  const own = Object.entries(tenants).find(([, { issuers }]) => issuers.includes(issuer))
  return own !== undefined && own[0] !== tenantOfScreen(tenants, clientId)
}
