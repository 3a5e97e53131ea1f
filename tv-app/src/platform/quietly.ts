/** Asks a platform for something that this model may not have, or refuse: then it is `null`. */
export function quietly<T>(ask: () => T | null | undefined): T | null {
  try {
    return ask() ?? null
  } catch {
    return null
  }
}
