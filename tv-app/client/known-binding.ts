/**
 * Remembers to whom this device is bound, as hello tells it; `null` is to nobody. The first word changes nothing.
 *
 * @param onChange the device is another account's from now on, or nobody's
 */
export function watchBinding(onChange: () => void): (binding: string | null) => void {
  let known: string | null | undefined
  return (binding) => {
    const changed = known !== undefined && known !== binding
    known = binding
    if (changed) onChange()
  }
}
