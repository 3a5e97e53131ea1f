import type { Parts } from '../parts.ts'

/**
 * When a binding that is made now ends by itself (epoch seconds), `null` when it lasts. What the operator set for all
 * stands above what the person chose.
 *
 * @param chosen as it came from the phone
 */
export function bindingUntil(
  { config, now }: Pick<Parts, 'config' | 'now'>,
  chosen: number | undefined,
): number | null | 'out_of_bounds' {
  const { bindingSeconds, longestUntilSeconds } = config.link
  if (bindingSeconds !== null) return now() + bindingSeconds
  if (chosen === undefined) return null
  return chosen > now() && chosen <= now() + longestUntilSeconds ? chosen : 'out_of_bounds'
}
