import { type OAuthRefusal, refuse } from '../../errors.ts'

/**
 * The scope that is granted for the one asked for (RFC 6749 §3.3): all of it or none. Asked for nothing, it is
 * everything `allowed`.
 *
 * @returns blank-separated, `null` for no scope at all
 */
export function grantScope(
  asked: string | undefined,
  allowed: readonly string[],
): { scope: string | null } | OAuthRefusal {
  const names = asked === undefined ? allowed : [...new Set(asked.split(' ').filter(Boolean))]
  if (!names.every((name) => allowed.includes(name))) return refuse('invalid_scope')
  return { scope: names.length === 0 ? null : names.join(' ') }
}

/** The names in a scope. */
export function scopeNames(scope: string | null): string[] {
  return scope === null ? [] : scope.split(' ')
}
