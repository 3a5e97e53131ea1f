import { statSync } from 'node:fs'
import { join } from 'node:path'

import { countCommits } from '../server/store/commits.ts'
import { App } from './app.ts'
import { type ServerChild, startPeer, startServer } from './child.ts'
import { Connections } from './connection.ts'
import { PEER_DATABASE } from './peer/names.ts'
import { PeerPhone } from './peer/phone.ts'
import { peerSignIn } from './peer/sign-in.ts'
import { Phone } from './phone.ts'
import { appSignIn, wholeSignIn } from './sign-ins.ts'
import { Television } from './television.ts'

const SIGN_INS = 10
/** Where SQLite begins to move the log into the database, and the count would be lost: 1000 pages. */
const CHECKPOINT_BYTES = 1000 * 4096

/** Commits in the write-ahead log for each sign-in. */
export interface Commits {
  /** Its goodbye among them. */
  whole: number
  app: number
  peer: number
}

export async function measureCommits(): Promise<Commits> {
  const server = await startServer()
  const connections = new Connections(server.port)
  const [phone] = await Phone.all(connections)
  if (phone === undefined) throw new Error('no phone')
  const ours = join(server.dataDir, 'couchlink.db-wal')
  const whole = await commitsOf(ours, async () =>
    wholeSignIn(await Television.make(connections), phone),
  )
  const app = await commitsOf(ours, () => appSignIn(new App(connections), phone))
  await end(server, connections)

  const peer = await startPeer()
  const toPeer = new Connections(peer.port)
  const peerPhone = new PeerPhone(toPeer, 0)
  await peerSignIn(toPeer, peerPhone)
  const theirs = join(peer.dataDir, `${PEER_DATABASE}-wal`)
  const commits = await commitsOf(theirs, () => peerSignIn(toPeer, peerPhone))
  await end(peer, toPeer)
  return { whole, app, peer: commits }
}

async function commitsOf(wal: string, signIn: () => Promise<void>): Promise<number> {
  const before = countCommits(wal)
  for (let done = 0; done < SIGN_INS; done += 1) await signIn()
  const after = countCommits(wal)
  if (statSync(wal).size > CHECKPOINT_BYTES) throw new Error('the log was emptied meanwhile')
  return (after - before) / SIGN_INS
}

async function end(server: ServerChild, connections: Connections): Promise<void> {
  connections.close()
  await server.close()
}
