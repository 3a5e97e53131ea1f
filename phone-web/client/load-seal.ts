import type { Seal } from './seal.ts'

/** Loads what seals payloads, 8 kB compressed, as a chunk of its own. */
export async function loadSeal(): Promise<Seal> {
  const { seal } = await import('./seal.ts')
  return seal
}
