import { Unavailable } from './guarded-fetch.ts'

/** Errors of the library hold what caused them, and that holds another; none of ours goes deeper. */
const DEPTH = 4

/** The longest reason that is logged: a provider's error code is its own text. */
const REASON_LENGTH = 300

/** Whether something went wrong because the provider cannot be had, rather than because it said no. */
export function isOutage(error: unknown): boolean {
  return causesOf(error).some((cause) => cause instanceof Unavailable)
}

/**
 * Why something came to nothing, for the log: sentences and codes alone. The library's errors also carry what was
 * received, and in that are codes and claims.
 */
export function reasonOf(error: unknown): string {
  const sentences = causesOf(error).flatMap((cause) =>
    'error' in cause && typeof cause.error === 'string'
      ? [cause.message, cause.error]
      : [cause.message],
  )
  return sentences.join('; ').slice(0, REASON_LENGTH)
}

function causesOf(error: unknown): Error[] {
  const causes: Error[] = []
  for (let at = error; at instanceof Error && causes.length < DEPTH; at = at.cause) causes.push(at)
  return causes
}
