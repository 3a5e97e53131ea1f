import { statSync } from 'node:fs'
import { join } from 'node:path'

import { countCommits } from '../server/store/commits.ts'
import { startServer } from './child.ts'
import { Connections } from './connection.ts'
import { Phone } from './phone.ts'
import { wholeSignIn } from './sign-ins.ts'
import { Television } from './television.ts'

const SIGN_INS = 10
/** Where SQLite begins to move the log into the database, and the count would be lost: 1000 pages. */
const CHECKPOINT_BYTES = 1000 * 4096

/** Commits in the write-ahead log for each whole sign-in, its goodbye among them. */
export async function measureCommits(): Promise<number> {
  const server = await startServer()
  const connections = new Connections(server.port)
  const wal = join(server.dataDir, 'couchlink.db-wal')
  const [phone] = await Phone.all(connections)
  if (phone === undefined) throw new Error('no phone')
  const before = countCommits(wal)
  for (let done = 0; done < SIGN_INS; done += 1) {
    await wholeSignIn(await Television.make(connections), phone)
  }
  const after = countCommits(wal)
  if (statSync(wal).size > CHECKPOINT_BYTES) throw new Error('the log was emptied meanwhile')
  connections.close()
  await server.close()
  return (after - before) / SIGN_INS
}
