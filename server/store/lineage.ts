/**
 * From whom a way in came: a session that began with a passkey stems from the session in which that passkey was added,
 * and from all that one stems from, whether they have ended or not. So "this wasn't me" reaches everything that a phone
 * has led to. Kept as a JSON array of session ids.
 */

/** An owner renews a session by one passkey and another for years; what lies further back is forgotten first. */
const GENERATIONS = 50

/** Of a session, from its own id and what it stems from: the passkey that proved it, and what it was before. */
export function lineageOf(sessionId: string, ...from: readonly (string | undefined)[]): string {
  const ids = new Set(from.flatMap((lineage) => (lineage === undefined ? [] : idsIn(lineage))))
  ids.delete(sessionId)
  return JSON.stringify([...[...ids].slice(1 - GENERATIONS), sessionId])
}

export function stemsFrom(lineage: string, sessionId: string): boolean {
  return idsIn(lineage).includes(sessionId)
}

function idsIn(lineage: string): string[] {
  return JSON.parse(lineage)
}
