/**
 * From whom a way in came: a session that began with a passkey stems from the session in which that passkey was added,
 * and from all that one stems from, whether they have ended or not. So "this wasn't me" reaches everything that a phone
 * has led to. A key that a phone signs approvals with stems from the session in which it was registered, and what it binds
 * from the key; nobody signs in with it. Kept as a JSON array of their ids, the own one last.
 */

/** More than a person's phones in a lifetime, each signed in by a passkey of the one before. */
const GENERATIONS = 50

/** Of a session, from its own id and what it stems from: the passkey that proved it, and what it was before; or of a key. */
export function lineageOf(id: string, ...from: readonly (string | undefined)[]): string {
  const ids = new Set(from.flatMap((lineage) => (lineage === undefined ? [] : idsIn(lineage))))
  ids.delete(id)
  return JSON.stringify([...ids, id])
}

/** Whether no passkey may be added there any more: nobody sheds where they came from by going on and on. */
export function isFull(lineage: string): boolean {
  return idsIn(lineage).length >= GENERATIONS
}

export function stemsFrom(lineage: string, id: string): boolean {
  return idsIn(lineage).includes(id)
}

function idsIn(lineage: string): string[] {
  return JSON.parse(lineage)
}
