import type { Caller } from '../parts.ts'

/** Whether tokens for this resource are issued here (RFC 8707 §2): the one there is are we ourselves. */
export function isOurs(resource: string | undefined, { issuer }: Caller): boolean {
  return resource === undefined || resource.replace(/\/$/, '') === issuer
}
