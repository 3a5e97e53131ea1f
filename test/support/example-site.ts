import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

import { secretHash } from './app.ts'
import { freePort } from './process.ts'
import { accounts, type Settings, startServer, type TestServer } from './server.ts'

const EXAMPLE = new URL('../../docs/examples/site/server.mjs', import.meta.url).pathname
const CLIENT_SECRET = 'example'

export const CLIENT_ID = 'example-site'

/** The example site as its reader starts it, and the Couchlink server it speaks with, each at an address of its own. */
export interface ExampleSite {
  /** `http://localhost:<port>`. */
  site: string
  couchlink: string
  server: TestServer
}

export async function startExampleSite(
  options: { settings?: Settings; client?: Settings; clock?: { now: number } } = {},
): Promise<ExampleSite> {
  const port = await freePort()
  const couchlink = `http://localhost:${port}`
  const site = await startSite(couchlink)
  const client = {
    name: 'Harbour Lane Books',
    secret: secretHash(CLIENT_SECRET),
    web: { origins: [site] },
    ...options.client,
  }
  const server = await startServer(
    {
      port,
      publicUrl: couchlink,
      accounts: await accounts('eliza', 'dora'),
      clients: { [CLIENT_ID]: client },
      ...options.settings,
    },
    { pages: true, ...(options.clock === undefined ? {} : { clock: options.clock }) },
  )
  return { site, couchlink, server }
}

/** Says its origin once it is on. */
async function startSite(couchlink: string): Promise<string> {
  const env = { NODE_OPTIONS: '', COUCHLINK: couchlink, CLIENT_SECRET, PORT: '0' }
  const child = spawn(process.execPath, [EXAMPLE], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill()
    await ended
  })
  const [said] = await once(child.stdout, 'data')
  return String(said).trim()
}
