/** What draws of a code say about how it is made. */
export interface Estimate {
  /** At most this many bits: what was never seen to change counts nothing, and no letter counts that was never seen. */
  bits: number
  length: { least: number; most: number }
  /** Whether one came twice. */
  repeated: boolean
}

/** A place that took fewer values than this is taken to have no others: a prefix, a version, a counter's first digits. */
const FREE_PLACE_VALUES = 4

/**
 * How hard a code is to guess, as far as a few draws can show. A place that varied freely is worth the letters that were
 * seen in places of its kind; digits and letters are kept apart, since a mask may mix them.
 *
 * @param codes without what is only there to be read, such as dashes
 */
export function estimate(codes: readonly string[]): Estimate {
  const lengths = codes.map((code) => code.length)
  const least = Math.min(...lengths)
  const places = Array.from({ length: least }, (_, at) => new Set(codes.map((code) => code[at])))
  const alphabets = { digits: new Set<unknown>(), letters: new Set<unknown>() }
  const alphabetOf = (place: Set<unknown>) =>
    [...place].every((sign) => /^\d$/.test(String(sign))) ? alphabets.digits : alphabets.letters
  const isFree = (place: Set<unknown>) => place.size >= Math.min(FREE_PLACE_VALUES, codes.length)
  for (const place of places) {
    if (isFree(place)) for (const sign of place) alphabetOf(place).add(sign)
  }
  const bits = places.reduce(
    (sum, place) => sum + Math.log2(isFree(place) ? alphabetOf(place).size : place.size),
    0,
  )
  return {
    bits,
    length: { least, most: Math.max(...lengths) },
    repeated: new Set(codes).size < codes.length,
  }
}

/** A user code as a person reads it: without dashes and blanks. */
export function bare(userCode: string): string {
  return userCode.replaceAll(/[^\p{L}\p{N}]/gu, '')
}
