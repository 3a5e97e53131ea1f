import { readFileSync } from 'node:fs'

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24

/**
 * How many commits stand in a write-ahead log that has not been checkpointed yet: the last frame of a commit says how
 * many pages the database has after it, all others say 0 (https://sqlite.org/fileformat.html#the_write_ahead_log).
 */
export function countCommits(walFile: string): number {
  const wal = readFileSync(walFile)
  if (wal.length < HEADER_BYTES) return 0
  const frameBytes = FRAME_HEADER_BYTES + wal.readUInt32BE(8)
  let commits = 0
  for (let at = HEADER_BYTES; at + frameBytes <= wal.length; at += frameBytes) {
    if (wal.readUInt32BE(at + 4) > 0) commits += 1
  }
  return commits
}
